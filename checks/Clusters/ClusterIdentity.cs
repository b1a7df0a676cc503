using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Clusters;

/// <summary>
/// Which cluster a look saw: what a lease is about, and how the same cluster handed in twice is found. Each part is null where it
/// could not be told.
/// </summary>
/// <param name="Arn">The ARN by eks:DescribeCluster.</param>
/// <param name="CreatedAt">When EKS made it; the same name with another time is another cluster.</param>
/// <param name="Endpoint">The host name of its API server.</param>
/// <param name="KubeSystemUid">The UID of namespace <c>kube-system</c>, which lives exactly as long as the cluster.</param>
public sealed record ClusterIdentity(string? Arn, DateTimeOffset? CreatedAt, string? Endpoint, string? KubeSystemUid)
{
    /// <summary>Whether the look saw the cluster alive, so that a later look can find it gone.</summary>
    public bool WasAlive => KubeSystemUid is not null || (Arn is not null && CreatedAt is not null);

    /// <summary>Reads what tells the cluster; a read that fails leaves its part out.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ClusterIdentity> FindAsync(Cluster cluster, CancellationToken cancellationToken)
    {
        if (cluster.HandIn.Reach == Reach.Other)
        {
            return new ClusterIdentity(null, null, cluster.HandIn.ServerHost, null);
        }

        var namespaces = TryAsync(() => cluster.Kubernetes.ListAsync<Namespace>(cancellationToken: cancellationToken));
        var aws = cluster.Aws is { } window ? await TryAsync(() => window.DescribeClusterAsync(cancellationToken)) : null;
        var kubeSystem = (await namespaces)?.Items.FirstOrDefault(n => n.Metadata.Name == "kube-system")?.Metadata.Uid;
        return new ClusterIdentity(
            aws?.Arn,
            aws?.CreatedAt,
            Uri.TryCreate(aws?.Endpoint, UriKind.Absolute, out var endpoint) ? endpoint.Host : cluster.HandIn.ServerHost,
            string.IsNullOrEmpty(kubeSystem) ? null : kubeSystem);
    }

    private static async Task<T?> TryAsync<T>(Func<Task<T>> read)
        where T : class
    {
        try
        {
            return await read();
        }
        catch (ReadException)
        {
            return null;
        }
    }
}
