using EksGrader.Checks.Core;
using NodaTime;

namespace EksGrader.Checks.Clusters;

/// <summary>What an observation of a cluster's deletion proved.</summary>
public enum ExistenceAnswer
{
    /// <summary>The cluster of the lease answered.</summary>
    Alive,

    /// <summary>It answered that it, one of its node groups or its eksctl stack is being deleted.</summary>
    Deleting,

    /// <summary>eks:DescribeCluster answered ResourceNotFoundException, or a cluster of the same name with another createdAt.</summary>
    NotFound,

    /// <summary>The endpoint's host name is NXDOMAIN in public DNS while a control name of the same zone resolves.</summary>
    NameGone,

    /// <summary>Denied, expired, throttled, timed out, refused: no proof either way.</summary>
    NoProof,
}

/// <summary>One observation of a cluster's deletion.</summary>
/// <param name="At">When the observation began.</param>
/// <param name="Answer">What was seen.</param>
/// <param name="Leftovers">What is left and costs points, each line with its cost; null where it could not be read.</param>
/// <param name="Fault">
/// Whose fault it is that there was no proof; or, where the cluster was gone, that leftovers could not be read although the access allows
/// it; or, where it was alive, that only its name could be looked up (the student's), or that it could not be told whether its deletion had begun (any other fault domain). Else null.
/// </param>
public sealed record DeletionObservation(DateTimeOffset At, ExistenceAnswer Answer, IReadOnlyList<string>? Leftovers = null, FaultDomain? Fault = null)
{
    /// <summary>Whether the cluster was gone and its own stack of eksctl was still being deleted, with what is left: the deletion had begun and not ended.</summary>
    public bool IsCleaningUp { get; init; }
}

/// <summary>All that is known about the deletion of one cluster.</summary>
/// <param name="Deadline">By when it must be deleted.</param>
/// <param name="SeenAlive">Whether an earlier observation of this service saw it alive, with its identity; only such a cluster can be gone.</param>
/// <param name="Observations">Every observation, oldest first.</param>
public sealed record LeaseHistory(DateTimeOffset Deadline, bool SeenAlive, IReadOnlyList<DeletionObservation> Observations)
{
    /// <summary>Until when a cluster that was submitted late is kept for the instructor; null if it was submitted on time.</summary>
    public DateTimeOffset? KeepUntil { get; init; }

    /// <summary>The time zone that verdicts name times in; null for UTC.</summary>
    public DateTimeZone? Zone { get; init; }
}
