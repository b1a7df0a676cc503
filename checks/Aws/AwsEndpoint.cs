using System.Security.Cryptography;
using System.Text;
using EksGrader.Checks.Clusters;

namespace EksGrader.Checks.Aws;

/// <summary>Where a cluster's API server is, as eks:DescribeCluster tells it.</summary>
/// <param name="Server">The address, <c>https</c>.</param>
/// <param name="CertificateAuthorityPem">The certificates that its chain must end in, PEM.</param>
public sealed record AwsEndpoint(Uri Server, string CertificateAuthorityPem)
{
    /// <summary>Reads address and CA out of a cluster's description.</summary>
    /// <exception cref="ReadException">The cluster has none yet, or what AWS says is no address or certificate.</exception>
    public static AwsEndpoint Of(AwsCluster cluster)
    {
        if (cluster is not { Endpoint: { Length: > 0 } endpoint, CertificateAuthority: { Length: > 0 } authority })
        {
            throw AwsFaults.NoEndpoint(cluster);
        }

        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var server) || server.Scheme != Uri.UriSchemeHttps)
        {
            throw AwsFaults.Malformed(AwsActions.DescribeCluster, "The endpoint is no https address.");
        }

        try
        {
            var pem = Encoding.UTF8.GetString(Convert.FromBase64String(authority));
            return PemEncoding.TryFind(pem, out _)
                ? new AwsEndpoint(server, pem)
                : throw AwsFaults.Malformed(AwsActions.DescribeCluster, "The certificate authority is no PEM.");
        }
        catch (FormatException e)
        {
            throw AwsFaults.Malformed(AwsActions.DescribeCluster, "The certificate authority is no base64.", e);
        }
    }
}
