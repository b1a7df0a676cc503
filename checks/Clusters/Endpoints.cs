using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Hosts;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Clusters;

/// <summary>Holds what eks:DescribeCluster says of a cluster's API server beside what a kubeconfig says.</summary>
internal static class Endpoints
{
    /// <summary>The API server that AWS names.</summary>
    /// <exception cref="ReadException">AWS names none yet, or what it names makes no sense.</exception>
    public static KubernetesTarget Target(AwsCluster cluster, Func<CancellationToken, ValueTask<string>> token)
    {
        var (server, authority) = Read(cluster);
        try
        {
            return new KubernetesTarget(server, authority, token);
        }
        catch (CryptographicException e)
        {
            throw Senseless(cluster, e);
        }
    }

    /// <summary>Whether both mean the same API server: same host, and a CA in common.</summary>
    public static bool AreOne(KubeconfigAccess kubeconfig, AwsCluster cluster)
    {
        try
        {
            var (server, authority) = Read(cluster);
            return string.Equals(server.IdnHost, kubeconfig.Server.IdnHost, StringComparison.OrdinalIgnoreCase)
                && Thumbprints(authority).Overlaps(Thumbprints(kubeconfig.CertificateAuthorityPem));
        }
        catch (Exception e) when (e is ReadException or CryptographicException)
        {
            return false;
        }
    }

    /// <summary>The kubeconfig's credential at the endpoint and CA that AWS names.</summary>
    public static KubeconfigAccess At(KubeconfigAccess kubeconfig, AwsCluster cluster)
    {
        var (server, authority) = Read(cluster);
        return kubeconfig with { Server = server, CertificateAuthorityPem = authority };
    }

    /// <summary>Why AWS access is refused that is about another cluster than the kubeconfig.</summary>
    public static ReadError DifferentClusters(KubeconfigAccess kubeconfig, AwsCluster cluster) => Refused(
        ReadErrors.Texts["DifferentClusters", kubeconfig.Server.IdnHost, cluster.Name], ReadErrors.Texts["DifferentClustersFeedback", cluster.Name]);

    /// <summary>
    /// Why AWS access is refused that DescribeCluster said nothing of the kubeconfig's cluster with: it is for another region than the
    /// kubeconfig's endpoint, or AWS knows no cluster of the name there. Null where neither is known, as where the right is missing.
    /// </summary>
    /// <param name="kubeconfig">The kubeconfig.</param>
    /// <param name="handIn">Name and region of the AWS access.</param>
    /// <param name="fault">How DescribeCluster failed; null where it did not answer in time.</param>
    public static ReadError? NotOfTheCluster(KubeconfigAccess kubeconfig, SubmissionTarget handIn, ReadError? fault)
    {
        var (name, region) = (handIn.ClusterName ?? "?", handIn.Region ?? "?");
        if (EksHost.TryParse(kubeconfig.Server.IdnHost, out var host) && !string.Equals(host.Region, region, StringComparison.OrdinalIgnoreCase))
        {
            return Refused(ReadErrors.Texts["AnotherRegion", host.Region, region, name], ReadErrors.Texts["AnotherRegionFeedback", host.Region, region]);
        }

        return fault is { Failure: ReadFailure.NotFound }
            ? Refused(ReadErrors.Texts["NoClusterOfTheName", name, region], ReadErrors.Texts["NoClusterOfTheNameFeedback", $"aws eks list-clusters --region {region}"])
            : null;
    }

    private static ReadError Refused(LocalizedText summary, LocalizedText feedback) =>
        new() { Failure = ReadFailure.Denied, Fault = FaultDomain.Student, Summary = summary, Feedback = [feedback] };

    private static (Uri Server, string Authority) Read(AwsCluster cluster)
    {
        if (cluster is not { Endpoint: { } endpoint, CertificateAuthority: { } authority })
        {
            throw new ReadException(new ReadError
            {
                Failure = ReadFailure.NotFound,
                Fault = FaultDomain.Student,
                Summary = ReadErrors.Texts["NoEndpoint", cluster.Name, cluster.Status],
                MayPass = true,
            });
        }

        try
        {
            return Uri.TryCreate(endpoint, UriKind.Absolute, out var server) && server.Scheme == Uri.UriSchemeHttps && ServerAddress.FaultOf(server) is null
                ? (server, Encoding.ASCII.GetString(Convert.FromBase64String(authority)))
                : throw Senseless(cluster, inner: null);
        }
        catch (FormatException e)
        {
            throw Senseless(cluster, e);
        }
    }

    private static ReadException Senseless(AwsCluster cluster, Exception? inner) => new(
        new ReadError { Failure = ReadFailure.Malformed, Fault = FaultDomain.Aws, Summary = ReadErrors.Texts["SenselessEndpoint", cluster.Name], MayPass = true },
        inner);

    private static HashSet<string> Thumbprints(string pem)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(pem);
        var thumbprints = new HashSet<string>(StringComparer.Ordinal);
        foreach (var certificate in certificates)
        {
            using (certificate)
            {
                thumbprints.Add(certificate.GetCertHashString(HashAlgorithmName.SHA256));
            }
        }

        return thumbprints;
    }
}
