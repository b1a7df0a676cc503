using System.Buffers.Text;
using System.Globalization;
using System.Text;
using EksGrader.Simulator.Aws;
using Microsoft.AspNetCore.WebUtilities;

namespace EksGrader.Simulator.Kubernetes.Serving;

/// <summary>
/// Bearer tokens of EKS: a presigned GetCallerIdentity, judged as aws-iam-authenticator judges it (<c>pkg/token/token.go</c>): known
/// prefix, at most 4 KiB, whitelisted parameters, the cluster's name among what is signed, 15 minutes from its date.
/// </summary>
internal static class EksToken
{
    public const string Prefix = "k8s-aws-v1.";
    private const int MostBytes = 4096;
    private const string EmptyBody = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    private static readonly HashSet<string> Allowed = new(StringComparer.OrdinalIgnoreCase)
    {
        "Action", "Version", "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-Security-Token", "X-Amz-Signature", "X-Amz-SignedHeaders",
    };

    /// <summary>Whose token it is; null where it is not good for this cluster now.</summary>
    public static AwsSession? Verify(string token, string clusterName, AwsSessions sessions, DateTimeOffset now)
    {
        if (token.Length > MostBytes || Decode(token) is not { } uri || uri.AbsolutePath != "/" || !IsSts(uri))
        {
            return null;
        }

        var query = QueryHelpers.ParseQuery(uri.Query).ToDictionary(p => p.Key, p => p.Value.ToString(), StringComparer.Ordinal);
        if (query.Keys.Any(k => !Allowed.Contains(k)) || query.GetValueOrDefault("Action") != "GetCallerIdentity"
            || query.GetValueOrDefault("X-Amz-SignedHeaders") is not { } signed || !signed.Split(';').Contains("x-k8s-aws-id", StringComparer.Ordinal))
        {
            return null;
        }

        var stamp = query.GetValueOrDefault("X-Amz-Date", "");
        if (!DateTimeOffset.TryParseExact(stamp, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            || now > date + Lifetime || date > now + Lifetime
            || query.GetValueOrDefault("X-Amz-Credential", "").Split('/', 2) is not [var accessKeyId, var scope])
        {
            return null;
        }

        var session = sessions.Find(accessKeyId);
        if (session is null || session.Expires <= now || !string.Equals(session.SessionToken ?? "", query.GetValueOrDefault("X-Amz-Security-Token", ""), StringComparison.Ordinal))
        {
            return null;
        }

        var headers = string.Concat(signed.Split(';').Select(h => $"{h}:{(h == "host" ? uri.Host : h == "x-k8s-aws-id" ? clusterName : "")}\n"));
        var expected = SigV4.Sign(session.Secret, scope, stamp, $"GET\n/\n{SigV4.CanonicalQuery(query)}\n{headers}\n{signed}\n{EmptyBody}");
        return SigV4.Same(expected, query.GetValueOrDefault("X-Amz-Signature", "")) ? session : null;
    }

    private static bool IsSts(Uri uri) =>
        uri.Scheme == Uri.UriSchemeHttps && (uri.Host == "sts.amazonaws.com" || (uri.Host.StartsWith("sts.", StringComparison.Ordinal) && uri.Host.EndsWith(".amazonaws.com", StringComparison.Ordinal)));

    private static Uri? Decode(string token)
    {
        try
        {
            return Uri.TryCreate(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token.AsSpan(Prefix.Length))), UriKind.Absolute, out var uri) ? uri : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
