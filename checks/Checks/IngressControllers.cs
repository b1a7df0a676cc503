using System.Collections.Concurrent;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Checks;

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
