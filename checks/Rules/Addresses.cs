using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Rules;

/// <summary>The addresses of load balancers, as services tell them and as people hand them in.</summary>
internal static class Addresses
{
    /// <summary>Every address in a status: host names and plain addresses.</summary>
    public static IReadOnlyList<string> Of(LoadBalancerStatus status) =>
        [.. status.Ingress.Select(i => i.Hostname.Length > 0 ? i.Hostname : i.Ip).Where(a => a.Length > 0).Select(WithoutRoot)];

    /// <summary>The host of what a student pasted: a scheme, a port, a path and the root's dot are left out; null where nothing was handed in.</summary>
    public static string? HandedIn(string? pasted)
    {
        var text = pasted?.Trim() ?? "";
        if (text.Length == 0)
        {
            return null;
        }

        // A bare IPv6 address has colons that are no port; an address with a scheme is a URI as it stands.
        var isBareAddress = Uri.CheckHostName(text) != UriHostNameType.Unknown;
        var hasScheme = text.Contains("://", StringComparison.Ordinal);
        return !isBareAddress && Uri.TryCreate(hasScheme ? text : $"http://{text}", UriKind.Absolute, out var uri) && uri.IdnHost.Length > 0
            ? WithoutRoot(uri.IdnHost)
            : WithoutRoot(text);
    }

    private static string WithoutRoot(string host) => host.EndsWith('.') ? host[..^1] : host;
}
