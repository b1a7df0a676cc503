using EksGrader.Checks.Clusters;
using EksGrader.Db.Model;

namespace EksGrader.Jobs.Leases;

/// <summary>Whether a look saw the cluster of a lease: the same rule as within a grading (<see cref="ClusterIdentity.Compare"/>).</summary>
internal static class SameCluster
{
    /// <summary>Whether it is known to be the same; where nothing tells, it is not.</summary>
    public static bool Is(Lease lease, ClusterIdentity identity) => Of(lease).Compare(identity) == ClusterMatch.Same;

    private static ClusterIdentity Of(Lease lease) =>
        new(lease.ClusterArn, lease.ClusterCreatedAt, lease.Endpoint, lease.KubeSystemUid) { CaSha256 = lease.CaSha256 };
}
