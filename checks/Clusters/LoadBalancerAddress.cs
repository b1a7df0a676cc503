using System.Net;
using System.Text.RegularExpressions;
using EksGrader.Checks.Aws.Hosts;

namespace EksGrader.Checks.Clusters;

/// <summary>
/// The address of a load balancer as a name: what people paste out of a browser or out of the AWS console, what Kubernetes shows and
/// what AWS lists are compared by it, not as text.
/// </summary>
public static partial class LoadBalancerAddress
{
    /// <summary>
    /// The host name or IP address in a text, in one spelling. A scheme, a port, a path, the root's dot and letter case make no other
    /// name, nor does what AWS's console prints around it: <c>dualstack.</c> before it (Route 53 aliases), <c>(A Record)</c> behind it.
    /// </summary>
    /// <param name="text">The text, such as <c>http://Web-1.us-east-1.elb.amazonaws.com:80/</c>.</param>
    /// <returns>Null where there is no text; the text without spaces around it where it holds no host.</returns>
    public static string? NameIn(string? text)
    {
        var pasted = Record().Replace(text?.Trim() ?? "", "");
        if (pasted.Length == 0)
        {
            return null;
        }

        // A bare IPv6 address has colons that are no port; an address with a scheme is a URI as it stands.
        var isBareAddress = Uri.CheckHostName(pasted) != UriHostNameType.Unknown;
        var hasScheme = pasted.Contains("://", StringComparison.Ordinal);
        var host = !isBareAddress && Uri.TryCreate(hasScheme ? pasted : $"http://{pasted.TrimStart('/')}", UriKind.Absolute, out var uri) && uri.IdnHost.Length > 0
            ? uri.IdnHost
            : pasted;
        return IsIpAddress(host, out var address) ? address.ToString() : WithoutAlias(host.TrimEnd('.').ToLowerInvariant());
    }

    /// <summary>Whether a name out of <see cref="NameIn"/> is a host name or an IP address.</summary>
    public static bool IsHost(string name) => name.Length <= 253 && Uri.CheckHostName(name) is not (UriHostNameType.Unknown or UriHostNameType.Basic);

    /// <summary>Whether two addresses are one.</summary>
    public static bool AreSame(string? one, string? other) => NameIn(one) is { } name && name == NameIn(other);

    /// <summary>Reads an IP address; an IPv4 address that is written as IPv6 is the IPv4 address.</summary>
    internal static bool IsIpAddress(string text, out IPAddress address)
    {
        address = IPAddress.None;
        if (Uri.CheckHostName(text) is not (UriHostNameType.IPv4 or UriHostNameType.IPv6) || !IPAddress.TryParse(text, out var parsed))
        {
            return false;
        }

        address = parsed.IsIPv4MappedToIPv6 ? parsed.MapToIPv4() : parsed;
        return true;
    }

    // Further names of the same Classic and application load balancers (ELB user guides); of another host they may be part of its name.
    private static string WithoutAlias(string host)
    {
        var bare = Alias().Replace(host, "");
        return bare.Length < host.Length && LoadBalancerHost.TryParse(bare, out _) ? bare : host;
    }

    // "(A Record)", "(A or AAAA Record)", in the console's language: no host name ends in a parenthesis.
    [GeneratedRegex(@"\s*\([^()]{0,40}\)\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Record();

    [GeneratedRegex(@"\A(?:dualstack|ipv6)\.", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Alias();
}
