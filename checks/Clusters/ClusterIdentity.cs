using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
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
    /// <summary>SHA-256 of its certificate authority, lower-case hex; with <see cref="Endpoint"/> it tells a cluster where nothing else does.</summary>
    public string? CaSha256 { get; init; }

    /// <summary>Whether the look saw the cluster alive, so that a later look can find it gone.</summary>
    public bool WasAlive => KubeSystemUid is not null || (Arn is not null && CreatedAt is not null);

    /// <summary>Reads what tells the cluster; a read that fails leaves its part out.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ClusterIdentity> FindAsync(Cluster cluster, CancellationToken cancellationToken)
    {
        if (cluster.HandIn.Reach is Reach.Other or Reach.Unresolved)
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
            string.IsNullOrEmpty(kubeSystem) ? null : kubeSystem)
        {
            CaSha256 = aws?.CertificateAuthority is { } ca ? HashOfCa(ca) : null,
        };
    }

    /// <summary>SHA-256 of a certificate authority, whatever the spelling of its PEM; null where it is none.</summary>
    /// <param name="pem">One or more certificates, as PEM or as base64 of PEM.</param>
    public static string? HashOfCa(string pem)
    {
        try
        {
            var text = pem.Contains("-----BEGIN", StringComparison.Ordinal) ? pem : Encoding.ASCII.GetString(Convert.FromBase64String(pem));
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPem(text);
            return certificates.Count == 0
                ? null
                : Convert.ToHexStringLower(SHA256.HashData([.. certificates.Select(c => c.RawData).OrderBy(Convert.ToHexString, StringComparer.Ordinal).SelectMany(raw => raw)]));
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return null;
        }
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
