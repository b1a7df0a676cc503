using System.Security.Cryptography;
using System.Text;

namespace EksGrader.Simulator.Aws;

/// <summary>AWS Signature Version 4, from the server's side (AWS General Reference, "Signature Version 4 signing process").</summary>
internal static class SigV4
{
    /// <summary>The signature that a request must carry.</summary>
    /// <param name="secret">The secret access key.</param>
    /// <param name="scope"><c>20260102/eu-west-1/sts/aws4_request</c>.</param>
    /// <param name="stamp">The value of X-Amz-Date.</param>
    /// <param name="canonicalRequest">Method, path, query, headers and body hash as the algorithm orders them.</param>
    public static string Sign(string secret, string scope, string stamp, string canonicalRequest)
    {
        var key = Encoding.UTF8.GetBytes("AWS4" + secret);
        foreach (var part in scope.Split('/'))
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonicalRequest)));
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{hash}")));
    }

    /// <summary>Query parameters in canonical form, without the signature itself.</summary>
    public static string CanonicalQuery(IEnumerable<KeyValuePair<string, string>> query) => string.Join('&', query
        .Where(p => p.Key != "X-Amz-Signature")
        .Select(p => (Key: Uri.EscapeDataString(p.Key), Value: Uri.EscapeDataString(p.Value)))
        .OrderBy(p => p.Key, StringComparer.Ordinal).ThenBy(p => p.Value, StringComparer.Ordinal)
        .Select(p => $"{p.Key}={p.Value}"));

    /// <summary>Whether two signatures are the same, in constant time.</summary>
    public static bool Same(string one, string other) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(one), Encoding.ASCII.GetBytes(other));
}
