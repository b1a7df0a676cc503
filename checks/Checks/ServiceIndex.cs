using System.Collections.Concurrent;
using EksGrader.Checks.Aws.Hosts;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Checks;

/// <summary>
/// The services of a cluster, found without going through all of them: a cluster that an owner fills may hold many thousands, and
/// comparing each with each would cost the grader more than them.
/// </summary>
/// <param name="services">Every service.</param>
internal sealed class ServiceIndex(IReadOnlyList<Service> services)
{
    /// <summary>The most Services of type LoadBalancer that are read, the oldest first.</summary>
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

/// <summary>Which Services are those of ingress controllers, and what their Ingresses lead to.</summary>
/// <param name="ingresses">Every Ingress; null where they could not be read.</param>
/// <param name="services">Every Service.</param>
/// <param name="rules">The assignment's rules.</param>
internal sealed class IngressControllers(IReadOnlyList<Ingress>? ingresses, ServiceIndex services, AssignmentRules rules)
{
    private static readonly string[] NameLabels = ["app.kubernetes.io/name", "app", "k8s-app"];

    /// <summary>
    /// What common ingress controllers call their pods, for those that do not publish their address in the Ingresses' status (their Helm
    /// charts and manifests).
    /// </summary>
    private static readonly IReadOnlySet<string> KnownControllers = new HashSet<string>(StringComparer.Ordinal)
    {
        "ingress-nginx", "nginx-ingress", "traefik", "haproxy-ingress", "kubernetes-ingress", "kong", "contour", "emissary-ingress",
        "istio-ingressgateway", "istio-ingress",
    };

    /// <summary>
    /// The labels that pods of a gateway carry, whatever it is called: those of the Gateway API (GEP-1762) and of Envoy Gateway. A gateway
    /// routes by its own kinds and serves no Ingress.
    /// </summary>
    private static readonly string[] GatewayLabels = ["gateway.networking.k8s.io/gateway-name", "gateway.envoyproxy.io/owning-gateway-name"];

    // An Ingress has the addresses of its controller's Service, which are few.
    private const int AddressesCompared = 8;

    private readonly ConcurrentDictionary<string, IReadOnlyList<Service>> behindAddress = new(StringComparer.Ordinal);

    // An empty name stands for those that publish no address.
    private readonly ILookup<string, Ingress> byAddress = (ingresses ?? [])
        .Where(i => !rules.IsSystemNamespace(i.Metadata.Namespace) && !i.Metadata.IsBeingDeleted)
        .SelectMany(i => Addresses.NamesOf(i.Status.LoadBalancer).Take(AddressesCompared).DefaultIfEmpty(""), (ingress, name) => (Ingress: ingress, Name: name))
        .ToLookup(i => i.Name, i => i.Ingress, StringComparer.Ordinal);

    /// <summary>Whether it can be told what leads where.</summary>
    public bool AreRead => ingresses is not null;

    /// <summary>Whether a Service picks the pods of a well-known ingress controller.</summary>
    public static bool IsKnown(Service service) => IsNamed(service.Spec.Selector);

    /// <summary>Whether labels are those of a well-known ingress controller's pods.</summary>
    public static bool IsNamed(IReadOnlyDictionary<string, string> labels) =>
        NameLabels.Any(label => labels.TryGetValue(label, out var name) && KnownControllers.Contains(name));

    /// <summary>
    /// Whether labels are those of pods that hand requests on to other workloads: a well-known ingress controller, which may route by its own
    /// kinds (IngressRoute, VirtualService) as well as by Ingresses, or a gateway.
    /// </summary>
    public static bool HandsOn(IReadOnlyDictionary<string, string> labels) => IsNamed(labels) || GatewayLabels.Any(labels.ContainsKey);

    /// <summary>
    /// The student's services that an ingress controller's Service leads to; none where it is no ingress controller's. Controllers write
    /// their Service's address into the status of the Ingresses that they serve; one that publishes nothing is served by a controller
    /// that is known by its name.
    /// </summary>
    public IReadOnlyList<Service> Behind(Service controller) =>
    [
        .. Addresses.NamesOf(controller.Status.LoadBalancer).Take(AddressesCompared)
            .SelectMany(BehindName)
            .Concat(IsKnown(controller) ? BehindName("") : [])
            .Distinct(),
    ];

    /// <summary>The services behind every Ingress that has an address.</summary>
    public IReadOnlyList<Service> BehindAddress(string address) => LoadBalancerAddress.NameIn(address) is { } name ? BehindName(name) : [];

    private IReadOnlyList<Service> BehindName(string name) =>
        behindAddress.GetOrAdd(name, n => [.. byAddress[n].SelectMany(services.Behind).Distinct().Take(ServiceIndex.MostBalanced)]);
}

/// <summary>The load balancer's address that a student submitted, and which addresses of the cluster are that one.</summary>
internal sealed class SubmittedAddress
{
    // 50 load balancers a region is the quota of AWS; with more, nothing is said of an IP address.
    private const int MostResolved = 50;

    private readonly IReadOnlySet<string> same;

    private SubmittedAddress(string name, IEnumerable<string> same, bool comparedWithAll)
    {
        Name = name;
        this.same = same.ToHashSet(StringComparer.OrdinalIgnoreCase);
        IsKnown = this.same.Count > 0 ? true : comparedWithAll ? false : null;
    }

    /// <summary>What was submitted, as a name.</summary>
    public string Name { get; }

    /// <summary>Whether the cluster has it; null where an IP address could not be compared with every load balancer.</summary>
    public bool? IsKnown { get; }

    /// <summary>Whether an address of the cluster is the one that was submitted.</summary>
    public bool Is(string address) => same.Contains(address);

    /// <summary>
    /// Compares what was submitted with the addresses of a cluster. An IP address is one of theirs where the load balancer's name leads to
    /// it; only names that AWS gives out are resolved for that.
    /// </summary>
    /// <returns>Null where nothing was submitted.</returns>
    public static async Task<SubmittedAddress?> FindAsync(Cluster cluster, IEnumerable<LoadBalancerStatus> statuses, CancellationToken cancellationToken)
    {
        if (LoadBalancerAddress.NameIn(cluster.Target.LoadBalancerAddress) is not { } name)
        {
            return null;
        }

        var known = statuses.SelectMany(Addresses.Of).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var found = known.Where(a => LoadBalancerAddress.NameIn(a) == name).ToList();
        if (found.Count > 0 || !LoadBalancerAddress.IsIpAddress(name, out _))
        {
            return new SubmittedAddress(name, found, comparedWithAll: true);
        }

        var names = known.Where(a => !LoadBalancerAddress.IsIpAddress(a, out _)).ToLookup(a => LoadBalancerHost.TryParse(a, out _));
        var resolved = await Task.WhenAll(names[true].Take(MostResolved).Select(async host => (Host: host, Name: await OptionalRead.Of(cluster.Web.ResolveAsync(host, cancellationToken)))));
        return new SubmittedAddress(
            name,
            resolved.Where(r => r.Name.Answer?.Addresses.Any(a => LoadBalancerAddress.NameIn(a.Address) == name) == true).Select(r => r.Host),
            comparedWithAll: !names[false].Any() && names[true].Count() <= MostResolved && resolved.All(r => r.Name.Answer is not null));
    }
}
