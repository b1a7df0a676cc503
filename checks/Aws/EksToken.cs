using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Amazon;
using Amazon.Runtime;

namespace EksGrader.Checks.Aws;

/// <summary>
/// A bearer token for an EKS cluster: <c>k8s-aws-v1.</c> and a presigned GetCallerIdentity that names the cluster, signed in process
/// (aws-iam-authenticator <c>pkg/token/token.go</c>; aws-cli <c>eks/get_token.py</c>).
/// </summary>
public sealed class EksToken
{
    /// <summary>AWS takes a token for 15 minutes after its date; clients use it for 14.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(14);

    private EksToken(string value, DateTimeOffset signedAt)
    {
        Value = value;
        ExpiresAt = signedAt + Life;
    }

    /// <summary>The token itself: a credential.</summary>
    public string Value { get; }

    /// <summary>When clients stop using it.</summary>
    public DateTimeOffset ExpiresAt { get; }

    /// <summary>Signs a token.</summary>
    /// <param name="keys">Whom the cluster will see.</param>
    /// <param name="region">The cluster's region.</param>
    /// <param name="clusterName">The cluster's name: the only cluster-specific part of a token.</param>
    /// <param name="now">The date of the signature.</param>
    public static EksToken Create(ImmutableCredentials keys, RegionEndpoint region, string clusterName, DateTimeOffset now)
    {
        var host = $"sts.{region.SystemName}.{region.PartitionDnsSuffix}";
        var date = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var scope = $"{date[..8]}/{region.SystemName}/sts/aws4_request";
        var query = CanonicalQuery(keys, scope, date);
        var request = $"GET\n/\n{query}\nhost:{host}\nx-k8s-aws-id:{clusterName}\n\n{SignedHeaders}\n{Hash("")}";
        var signature = Convert.ToHexStringLower(Sign(SigningKey(keys.SecretKey, scope), $"AWS4-HMAC-SHA256\n{date}\n{scope}\n{Hash(request)}"));
        var url = $"https://{host}/?{query}&X-Amz-Signature={signature}";
        return new EksToken("k8s-aws-v1." + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(url)), now);
    }

    /// <summary>Says until when it is good, never the token.</summary>
    public override string ToString() => $"EKS token until {ExpiresAt:u}";

    private const string SignedHeaders = "host;x-k8s-aws-id";

    // Sorted by name, as the canonical request wants it (IAM user guide, "Create a signed AWS API request").
    private static string CanonicalQuery(ImmutableCredentials keys, string scope, string date)
    {
        (string Name, string? Value)[] parameters =
        [
            ("Action", "GetCallerIdentity"),
            ("Version", "2011-06-15"),
            ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"),
            ("X-Amz-Credential", $"{keys.AccessKey}/{scope}"),
            ("X-Amz-Date", date),
            ("X-Amz-Expires", "60"),
            ("X-Amz-Security-Token", keys.UseToken ? keys.Token : null),
            ("X-Amz-SignedHeaders", SignedHeaders),
        ];
        return string.Join('&', parameters.Where(p => p.Value is not null).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value ?? "")}"));
    }

    private static byte[] SigningKey(string secret, string scope) =>
        scope.Split('/').Aggregate(Encoding.UTF8.GetBytes("AWS4" + secret), Sign);

    private static byte[] Sign(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
