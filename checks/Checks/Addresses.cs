using EksGrader.Checks.Clusters;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Checks;

/// <summary>The addresses of load balancers, as services and ingresses tell them.</summary>
internal static class Addresses
{
    /// <summary>Every address in a status: host names and plain addresses.</summary>
    public static IReadOnlyList<string> Of(LoadBalancerStatus status) =>
        [.. status.Ingress.Select(i => i.Hostname.Length > 0 ? i.Hostname : i.Ip).Where(a => a.Length > 0).Select(WithoutRoot)];

    /// <summary>The same as names, in one spelling each.</summary>
    public static IEnumerable<string> NamesOf(LoadBalancerStatus status) => Of(status).Select(LoadBalancerAddress.NameIn).OfType<string>().Distinct(StringComparer.Ordinal);

    private static string WithoutRoot(string host) => host.EndsWith('.') ? host[..^1] : host;
}
