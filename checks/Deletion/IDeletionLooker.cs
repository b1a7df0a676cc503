using EksGrader.Checks.Access;

namespace EksGrader.Checks.Deletion;

/// <summary>Looks whether a cluster is gone, and what it left behind.</summary>
public interface IDeletionLooker
{
    /// <summary>
    /// Looks once: by eks:DescribeCluster where there is AWS access, else by the endpoint's name in public DNS. What cannot be seen is
    /// an answer (<see cref="Clusters.LookAnswer.NoProof"/>), never an exception.
    /// </summary>
    /// <param name="target">The very cluster.</param>
    /// <param name="access">The borrowed access, opened for this look; null where it is gone: then DNS alone is asked.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<DeletionSight> LookAsync(LeaseTarget target, ClusterAccess? access, CancellationToken cancellationToken);
}
