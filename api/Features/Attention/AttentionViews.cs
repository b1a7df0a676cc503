using EksGrader.Api.Features.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;

namespace EksGrader.Api.Features.Attention;

/// <summary>Whose submission it is, and where it is resolved.</summary>
public sealed record AttentionPlace
{
    /// <summary>The submission.</summary>
    public required Guid Submission { get; init; }

    /// <summary>The student's number.</summary>
    public required string Number { get; init; }

    /// <summary>The student's name.</summary>
    public required string Name { get; init; }

    /// <summary>The assignment's slug.</summary>
    public required string Assignment { get; init; }

    /// <summary>Its number among the student's submissions.</summary>
    public required int Attempt { get; init; }
}

/// <summary>An appealed verdict that waits for an answer.</summary>
/// <param name="Place">Where.</param>
/// <param name="Check">The check.</param>
/// <param name="Reason">The student's last words.</param>
/// <param name="Since">Since when it waits.</param>
/// <param name="DueAt">By when it is to be answered.</param>
public sealed record AppealedVerdict(AttentionPlace Place, CheckId Check, string Reason, DateTimeOffset Since, DateTimeOffset? DueAt);

/// <summary>A check that could not be read.</summary>
/// <param name="Place">Where.</param>
/// <param name="Check">The check.</param>
/// <param name="Fault">Whose fault it is.</param>
/// <param name="Summary">What kept it from being read.</param>
/// <param name="Since">Since when it is unknown.</param>
/// <param name="RetryAt">When the service tries again by itself; null for not at all.</param>
public sealed record UnknownVerdict(AttentionPlace Place, CheckId Check, FaultDomain? Fault, LocalizedText Summary, DateTimeOffset Since, DateTimeOffset? RetryAt)
{
    /// <summary>What helps, as it is stored; empty for nothing.</summary>
    public string Help { get; init; } = "";

    /// <summary>Whether its access is still kept, so that the cluster can be checked again.</summary>
    public bool CanCheck { get; init; }
}

/// <summary>An integrity flag that no one has seen.</summary>
/// <param name="Place">Where.</param>
/// <param name="Kind">Its stable name.</param>
/// <param name="Message">What was seen.</param>
/// <param name="Since">When the grading began that saw it.</param>
public sealed record UnreviewedFlagRow(AttentionPlace Place, string Kind, LocalizedText Message, DateTimeOffset Since);

/// <summary>A cluster that lives after its deadline, or about which an instructor decides.</summary>
/// <param name="Lease">The lease.</param>
/// <param name="Place">Where; null where no submission is under the lease any more.</param>
/// <param name="Number">The student's number.</param>
/// <param name="Name">The student's name.</param>
/// <param name="Cluster">The cluster's name, as far as it is known.</param>
/// <param name="State">Where the lease stands.</param>
/// <param name="Deadline">By when it was to be gone.</param>
public sealed record TroubledCluster(Guid Lease, AttentionPlace? Place, string Number, string Name, string? Cluster, LeaseState State, DateTimeOffset Deadline)
{
    /// <summary>The student.</summary>
    public Guid Student { get; init; }
}

/// <summary>A job of the course that failed.</summary>
/// <param name="Place">Which submission it was for.</param>
/// <param name="Job">The kind of job.</param>
/// <param name="At">When it began.</param>
/// <param name="Error">What the failure was.</param>
public sealed record FailedGrading(AttentionPlace Place, string Job, DateTimeOffset At, string Error);

/// <summary>Some of many.</summary>
/// <typeparam name="T">The items.</typeparam>
/// <param name="Items">The first of them.</param>
/// <param name="Total">How many there are.</param>
public sealed record FirstRows<T>(IReadOnlyList<T> Items, int Total);

/// <summary>All that needs attention in a course.</summary>
public sealed record AttentionView
{
    /// <summary>How many items of a kind are shown.</summary>
    public const int Most = 100;

    /// <summary>The course.</summary>
    public required Course Course { get; init; }

    /// <summary>Whether the caller only assists.</summary>
    public required bool IsAssistant { get; init; }

    /// <summary>How many submissions need attention.</summary>
    public required int Submissions { get; init; }

    /// <summary>Appealed verdicts, the longest waiting first.</summary>
    public required FirstRows<AppealedVerdict> Appealed { get; init; }

    /// <summary>Checks that could not be read.</summary>
    public required FirstRows<UnknownVerdict> Unknown { get; init; }

    /// <summary>Integrity flags.</summary>
    public required FirstRows<UnreviewedFlagRow> Signs { get; init; }

    /// <summary>Clusters that are overdue or in quarantine.</summary>
    public required FirstRows<TroubledCluster> Clusters { get; init; }

    /// <summary>Orders to delete clusters that wait for an instructor, the oldest first.</summary>
    public required IReadOnlyList<WaitingOrder> Orders { get; init; }

    /// <summary>Failed jobs, the newest first.</summary>
    public required IReadOnlyList<FailedGrading> Failed { get; init; }

    /// <summary>Whether there is nothing to do.</summary>
    public bool IsEmpty => Appealed.Total + Unknown.Total + Signs.Total + Clusters.Total + Orders.Count + Failed.Count == 0;
}
