using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using EksGrader.Checks.Aws.Hosts;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Clusters;

/// <summary>
/// Which cluster an observation saw: what a lease is about, and how the same cluster submitted twice is found. Each part is null where it
/// could not be told.
/// </summary>
/// <param name="Arn">The ARN by eks:DescribeCluster.</param>
/// <param name="CreatedAt">When EKS made it; the same name with another time is another cluster.</param>
/// <param name="Endpoint">The host name of its API server.</param>
/// <param name="KubeSystemUid">The UID of namespace <c>kube-system</c>, which lives exactly as long as the cluster.</param>
public sealed record ClusterIdentity(string? Arn, DateTimeOffset? CreatedAt, string? Endpoint, string? KubeSystemUid)
{
    // A UUID has 36 characters; what is longer is none.
    private const int LongestUid = 64;

    // Stored in microseconds by some; AWS gives milliseconds.
    private static readonly TimeSpan SameMoment = TimeSpan.FromMilliseconds(1);

    /// <summary>SHA-256 of its certificate authority, lower-case hex; with <see cref="Endpoint"/> it tells a cluster where nothing else does.</summary>
    public string? CaSha256 { get; init; }

    /// <summary>Whether the cluster was seen alive, so that a later observation can find it gone.</summary>
    [JsonIgnore]
    public bool WasAlive => KubeSystemUid is not null || (Arn is not null && CreatedAt is not null);

    /// <summary>
    /// Whether two observations saw the same cluster. One part of the strong ones (the UID of <c>kube-system</c>; ARN and time of creation) that
    /// both know and that differs makes two; else one that is equal makes one. Where they have none in common the server tells: EKS gives
    /// each cluster a host name of its own and never again, so its certificate authority may change; elsewhere host and CA together.
    /// </summary>
    public ClusterMatch Compare(ClusterIdentity other)
    {
        if (AreOther(KubeSystemUid, other.KubeSystemUid) || AreOther(Arn, other.Arn) || (CreatedAt - other.CreatedAt)?.Duration() >= SameMoment)
        {
            return ClusterMatch.Another;
        }

        var share = (KubeSystemUid is not null && other.KubeSystemUid is not null) || (Arn is not null && other.Arn is not null);
        return share ? ClusterMatch.Same : CompareServers(other);
    }

    /// <summary>The same cluster with what another observation adds.</summary>
    public ClusterIdentity Joined(ClusterIdentity? other) => other is null
        ? this
        : new ClusterIdentity(Arn ?? other.Arn, CreatedAt ?? other.CreatedAt, Endpoint ?? other.Endpoint, KubeSystemUid ?? other.KubeSystemUid)
        {
            CaSha256 = CaSha256 ?? other.CaSha256,
        };

    /// <summary>The cluster in a few words, for people.</summary>
    public string Describe()
    {
        var name = SafeText.Line(Arn ?? Endpoint ?? "?", 200);
        return (CreatedAt, KubeSystemUid) switch
        {
            ({ } made, _) => string.Create(CultureInfo.InvariantCulture, $"{name}, createdAt {made.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z"),
            (null, { } uid) => $"{name}, kube-system {uid}",
            _ => name,
        };
    }

    /// <summary>Reads what tells the cluster; a read that fails leaves its part out.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="rules">The assignment's rules: which servers are contacted.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ClusterIdentity> FindAsync(Cluster cluster, AssignmentRules rules, CancellationToken cancellationToken)
    {
        if (EksRule.IsNotContacted(cluster.Target, rules))
        {
            return new ClusterIdentity(null, null, cluster.Target.ServerHost, null);
        }

        var namespaces = TryAsync(() => cluster.Kubernetes.ListAsync<Namespace>(cancellationToken: cancellationToken));
        var aws = cluster.Aws is { } reader ? await TryAsync(() => reader.DescribeClusterAsync(cancellationToken)) : null;
        var kubeSystem = (await namespaces)?.Items.FirstOrDefault(n => n.Metadata.Name == "kube-system")?.Metadata.Uid;
        return new ClusterIdentity(
            aws?.Arn,
            aws?.CreatedAt,
            Uri.TryCreate(aws?.Endpoint, UriKind.Absolute, out var endpoint) ? endpoint.Host : cluster.Target.ServerHost,
            kubeSystem is { Length: > 0 and <= LongestUid } ? SafeText.Line(kubeSystem, LongestUid) : null)
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
            // Compared and not judged, in every observation, so nothing is made of what it encodes.
            var certificates = new List<byte[]>();
            for (var rest = text.AsSpan(); PemEncoding.TryFind(rest, out var found); rest = rest[found.Location.End..])
            {
                if (rest[found.Label] is "CERTIFICATE")
                {
                    certificates.Add(Convert.FromBase64String(rest[found.Base64Data].ToString()));
                }
            }

            return certificates.Count == 0
                ? null
                : Convert.ToHexStringLower(SHA256.HashData([.. certificates.OrderBy(Convert.ToHexString, StringComparer.Ordinal).SelectMany(raw => raw)]));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static bool AreOther(string? one, string? other) => one is not null && other is not null && one != other;

    private ClusterMatch CompareServers(ClusterIdentity other)
    {
        if (Endpoint is null || other.Endpoint is null)
        {
            return ClusterMatch.Unknown;
        }

        if (EksHost.TryParse(Endpoint, out var mine) && EksHost.TryParse(other.Endpoint, out var others))
        {
            return mine == others ? ClusterMatch.Same : ClusterMatch.Another;
        }

        if (!string.Equals(Endpoint.TrimEnd('.'), other.Endpoint.TrimEnd('.'), StringComparison.OrdinalIgnoreCase) || AreOther(CaSha256, other.CaSha256))
        {
            return ClusterMatch.Another;
        }

        return CaSha256 is not null && other.CaSha256 is not null ? ClusterMatch.Same : ClusterMatch.Unknown;
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

/// <summary>Whether two observations saw the same cluster.</summary>
public enum ClusterMatch
{
    /// <summary>Nothing tells: one of them could not read which cluster it was.</summary>
    Unknown,

    /// <summary>The same one.</summary>
    Same,

    /// <summary>Two clusters.</summary>
    Another,
}
