using EksGrader.Api.Application.Submissions;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Receipts;
using EksGrader.Db.Leases;

namespace EksGrader.Api.Pages.Student;

/// <summary>Where a cluster stands, as icon, colour and words.</summary>
/// <param name="Style">The style of an outcome that has the colour.</param>
/// <param name="Icon">The icon.</param>
/// <param name="Key">The key of its word; with <c>Text</c> behind it that of its sentence.</param>
public sealed record ClusterWords(string Style, string Icon, string Key)
{
    /// <summary>A cluster's state.</summary>
    public static ClusterWords Of(DeskCluster cluster) => cluster.Lease switch
    {
        { State: LeaseState.Gone } when cluster.Receipt is { Proof: ReceiptProof.Evidence } => new("passed", "✓", "State_GoneByEvidence"),
        { State: LeaseState.Gone } => new("passed", "✓", "State_Gone"),
        { State: LeaseState.Settled } => new("passed", "✓", "State_Settled"),
        { State: LeaseState.Quarantined } => new("unknown", "?", "State_Quarantined"),
        { GoneSince: not null } => new("grading", "◌", "State_Confirming"),
        { State: LeaseState.Overdue } => new("failed", "✕", "State_Overdue"),
        { State: LeaseState.Deleting } => new("grading", "◌", "State_Deleting"),
        _ => new("pending", "○", "State_Active"),
    };

    /// <summary>What a look saw.</summary>
    public static ClusterWords Of(LookAnswer answer) => answer switch
    {
        LookAnswer.Deleting => new("partial", "◐", "Look_Deleting"),
        LookAnswer.NotFound => new("passed", "✓", "Look_NotFound"),
        LookAnswer.NameGone => new("passed", "✓", "Look_NameGone"),
        LookAnswer.NoProof => new("unknown", "?", "Look_NoProof"),
        _ => new("pending", "○", "Look_Alive"),
    };
}
