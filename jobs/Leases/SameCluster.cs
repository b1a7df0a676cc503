using EksGrader.Checks.Clusters;
using EksGrader.Db.Leases;

namespace EksGrader.Jobs.Leases;

/// <summary>Whether two looks saw the same cluster.</summary>
internal static class SameCluster
{
    /// <summary>
    /// By the UID of <c>kube-system</c>, which no two clusters share; else by ARN and time of creation; else by CA and endpoint. Where
    /// both know a stronger part and it differs, the weaker ones say nothing.
    /// </summary>
    public static bool Is(Lease lease, ClusterIdentity identity)
    {
        if (lease.KubeSystemUid is not null && identity.KubeSystemUid is not null)
            return lease.KubeSystemUid == identity.KubeSystemUid;
        if (lease.ClusterArn is not null && identity.Arn is not null)
            return lease.ClusterArn == identity.Arn && (lease.ClusterCreatedAt is null || identity.CreatedAt is null || Close(lease.ClusterCreatedAt.Value, identity.CreatedAt.Value));
        return lease.CaSha256 is not null && lease.CaSha256 == identity.CaSha256 && lease.Endpoint == identity.Endpoint;
    }

    // Stored in microseconds; AWS gives milliseconds.
    private static bool Close(DateTimeOffset one, DateTimeOffset other) => (one - other).Duration() < TimeSpan.FromMilliseconds(1);
}
