using EksGrader.Checks.Clusters;
using EksGrader.Checks.Receipts;
using EksGrader.Db.Model;

namespace EksGrader.Api.Features.Submissions.StudentPages;

/// <summary>Where a cluster stands, as icon, colour and words.</summary>
/// <param name="Style">The style of an outcome that has the colour.</param>
/// <param name="Icon">The icon.</param>
/// <param name="Key">The key of its word; with <c>Text</c> behind it that of its sentence.</param>
public sealed record ClusterLabels(string Style, string Icon, string Key)
{
    /// <summary>A cluster's state.</summary>
    public static ClusterLabels Of(StudentCluster cluster) => cluster.Lease switch
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

    /// <summary>What an observation saw.</summary>
    public static ClusterLabels Of(ExistenceAnswer answer) => answer switch
    {
        ExistenceAnswer.Deleting => new("partial", "◐", "Look_Deleting"),
        ExistenceAnswer.NotFound => new("passed", "✓", "Look_NotFound"),
        ExistenceAnswer.NameGone => new("passed", "✓", "Look_NameGone"),
        ExistenceAnswer.NoProof => new("unknown", "?", "Look_NoProof"),
        _ => new("pending", "○", "Look_Alive"),
    };
}
