using EksGrader.Checks.Clusters;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Checks;

/// <summary>
/// The services of a cluster, found without going through all of them: a cluster that a stranger fills may hold many thousands, and
/// comparing each with each would cost the grader more than the stranger.
/// </summary>
/// <param name="services">Every service.</param>
internal sealed class ServiceIndex(IReadOnlyList<Service> services)
{
    /// <summary>The most Services of type LoadBalancer that are looked at, the oldest first.</summary>
    public const int MostBalanced = 200;

    private readonly ILookup<(string Namespace, string Name), Service> byName = services.ToLookup(s => (s.Metadata.Namespace, s.Metadata.Name));

    private readonly Lazy<ILookup<string, Service>> byAddress = new(() => services
        .SelectMany(s => Addresses.NamesOf(s.Status.LoadBalancer), (service, name) => (Service: service, Name: name))
        .ToLookup(s => s.Name, s => s.Service, StringComparer.Ordinal));

    /// <summary>The Services of type LoadBalancer that are not being deleted.</summary>
    public IReadOnlyList<Service> Balanced { get; } =
    [
        .. services.Where(s => s.Spec.Type == "LoadBalancer" && !s.Metadata.IsBeingDeleted)
            .OrderBy(s => s.Metadata.CreationTimestamp ?? DateTimeOffset.MaxValue)
            .Take(MostBalanced),
    ];

    /// <summary>The services with an address in their status, compared as a name.</summary>
    public IEnumerable<Service> At(string address) => LoadBalancerAddress.NameIn(address) is { } name ? byAddress.Value[name] : [];

    /// <summary>The services behind an ingress: those of its own namespace that its rules or its default backend name.</summary>
    public IReadOnlyList<Service> Behind(Ingress ingress)
    {
        var names = ingress.Spec.Rules
            .SelectMany(r => r.Http?.Paths ?? [])
            .Select(p => p.Backend)
            .Append(ingress.Spec.DefaultBackend)
            .Select(b => b?.Service?.Name)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal);
        return [.. names.SelectMany(n => byName[(ingress.Metadata.Namespace, n)])];
    }
}

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

/// <summary>How services pick pods.</summary>
internal static class Labels
{
    /// <summary>
    /// Whether a service's selector picks an object with these labels: every pair is equal. A service without a selector picks nothing
    /// (Kubernetes, "Services without selectors").
    /// </summary>
    public static bool Picks(IReadOnlyDictionary<string, string> selector, IReadOnlyDictionary<string, string> labels) =>
        selector.Count > 0 && selector.All(pair => labels.TryGetValue(pair.Key, out var value) && value == pair.Value);

    /// <summary>Whether a service picks a pod: same namespace, matching labels.</summary>
    public static bool Picks(Service service, Pod pod) =>
        service.Metadata.Namespace == pod.Metadata.Namespace && Picks(service.Spec.Selector, pod.Metadata.Labels);
}

/// <summary>When a pod is ready.</summary>
internal static class ReadyPods
{
    /// <summary>Running, Ready=True and not being deleted (Kubernetes, "Pod Lifecycle").</summary>
    public static bool IsReady(Pod pod) =>
        pod.Status.Phase == "Running"
        && !pod.Metadata.IsBeingDeleted
        && pod.Status.Conditions.Any(c => c.Type == "Ready" && c.IsTrue);
}
