using System.Text.RegularExpressions;

namespace EksGrader.Checks.Aws.Hosts;

/// <summary>What the host names of AWS have in common.</summary>
internal static partial class AwsHostName
{
    /// <summary>The form of a region's name: <c>ap-northeast-2</c>, <c>us-gov-west-1</c>, <c>eusc-de-east-1</c>.</summary>
    public const string Region = "[a-z]{2,4}(?:-[a-z]+){1,2}-[0-9]{1,2}";

    /// <summary>A label of a host name (RFC 1123).</summary>
    public const string Label = "[0-9a-z](?:[0-9a-z-]{0,61}[0-9a-z])?";

    /// <summary>Whether a text has the form of a region's name; it need not exist.</summary>
    public static bool IsRegion(string text) => WholeRegion().IsMatch(text);

    /// <summary>Lower case and without the root's dot, as host names are compared.</summary>
    public static string Normalize(string host) => (host.EndsWith('.') ? host[..^1] : host).ToLowerInvariant();

    [GeneratedRegex($@"\A{Region}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WholeRegion();
}
