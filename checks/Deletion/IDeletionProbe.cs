using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;

namespace EksGrader.Checks.Deletion;

/// <summary>Finds out whether a cluster is gone, and what it left behind.</summary>
public interface IDeletionProbe
{
    /// <summary>
    /// Probes once: by eks:DescribeCluster where there is AWS access, else by the endpoint's name in public DNS. What cannot be seen is
    /// an answer (<see cref="ExistenceAnswer.NoProof"/>), never an exception.
    /// </summary>
    /// <param name="target">The cluster.</param>
    /// <param name="access">The borrowed access, decrypted for this probe; null where it is gone: then DNS alone is used.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<LeaseObservation> ProbeAsync(LeaseTarget target, ClusterAccess? access, CancellationToken cancellationToken);
}

/// <summary>The cluster that a probe is about: what earlier observations learnt of it.</summary>
/// <param name="Identity">Its ARN, creation, endpoint and UID, each null where it is not known.</param>
/// <param name="ClusterName">Its name in EKS; null where it is not known.</param>
/// <param name="Region">Its region; null where it is not known.</param>
public sealed record LeaseTarget(ClusterIdentity Identity, string? ClusterName, string? Region)
{
    /// <summary>How much is asked of AWS.</summary>
    public ProbeDepth Depth { get; init; }
}

/// <summary>How much a probe asks of AWS.</summary>
public enum ProbeDepth
{
    /// <summary>Whether the cluster is gone or going; of one that is gone what it left behind, of one that lives what it runs.</summary>
    Whole,

    /// <summary>
    /// Only whether it is gone or going: for an account with so many clusters of one deadline that AWS would not answer everything in time. Of what is
    /// left nothing is said then, by the grader's fault, so that no verdict is final before a whole probe has said it.
    /// </summary>
    Proof,
}

/// <summary>What one probe for a cluster's deletion saw.</summary>
/// <param name="At">When the probe began: the time that counts.</param>
/// <param name="Answer">What was seen.</param>
/// <param name="How">
/// The calls and their answers in a line or two, for the proof, such as <c>eks:DescribeCluster → ResourceNotFoundException</c>; no secret.
/// </param>
public sealed record LeaseObservation(DateTimeOffset At, ExistenceAnswer Answer, string How)
{
    /// <summary>
    /// Whose fault it is that there was no proof; or that AWS could not say what a deleted cluster left behind, which is worth another probe;
    /// or that only the DNS name of a living cluster could be looked up, which is weaker than AWS's word (the student's fault); or that it could
    /// not be told whether the deletion of a living cluster has begun (never the student's). Else null.
    /// </summary>
    public FaultDomain? Fault { get; init; }

    /// <summary>What is left, each confirmed by its own Describe call; null where not all of it could be read.</summary>
    public IReadOnlyList<Leftover>? Leftovers { get; init; }

    /// <summary>Which cluster answered, by AWS: what the lease did not know yet. Null where none did.</summary>
    public ClusterIdentity? Identity { get; init; }

    /// <summary>What the cluster runs; null where it was not read.</summary>
    public ClusterInventory? Inventory { get; init; }
}
