using EksGrader.Checks.Core;

namespace EksGrader.Checks.Deletion;

/// <summary>Looks whether a cluster is gone, and what it left behind.</summary>
public interface IDeletionProbe
{
    /// <summary>
    /// Looks once: by eks:DescribeCluster where there is AWS access, else by the endpoint's name in public DNS. What cannot be seen is
    /// an answer (<see cref="Clusters.ExistenceAnswer.NoProof"/>), never an exception.
    /// </summary>
    /// <param name="target">The very cluster.</param>
    /// <param name="access">The borrowed access, opened for this look; null where it is gone: then DNS alone is asked.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<LeaseObservation> ProbeAsync(LeaseTarget target, ClusterAccess? access, CancellationToken cancellationToken);
}
