using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;

namespace EksGrader.Checks.Deletion;

/// <summary>What one look for a cluster's deletion saw.</summary>
/// <param name="At">When the look began: the time that counts.</param>
/// <param name="Answer">What was seen.</param>
/// <param name="How">
/// The calls and their answers in a line or two, for the proof, such as <c>eks:DescribeCluster → ResourceNotFoundException</c>; no secret.
/// </param>
public sealed record LeaseObservation(DateTimeOffset At, ExistenceAnswer Answer, string How)
{
    /// <summary>
    /// Whose doing it is that there was no proof; or that AWS could not say what the cluster that is gone left behind, which is worth another
    /// look; or that only the name of a living cluster could be asked for, which is weaker than AWS's word (the student's); or that nobody could
    /// tell whether the deletion of a living cluster has begun (never the student's). Else null.
    /// </summary>
    public FaultDomain? Fault { get; init; }

    /// <summary>What is left, each confirmed by its own Describe call; null where it could not be looked at, whole.</summary>
    public IReadOnlyList<Leftover>? Leftovers { get; init; }

    /// <summary>Which cluster answered, by AWS: what a lease did not know yet. Null where none did.</summary>
    public ClusterIdentity? Identity { get; init; }

    /// <summary>What the cluster runs; null where it was not looked at.</summary>
    public ClusterInventory? Inventory { get; init; }
}
