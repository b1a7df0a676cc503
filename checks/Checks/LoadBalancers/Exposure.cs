using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Web;

namespace EksGrader.Checks.Checks.LoadBalancers;

/// <summary>A Service of type LoadBalancer, or an Ingress: what may expose the web application.</summary>
/// <param name="Kind">The kind, as manifests write it.</param>
/// <param name="Metadata">Name, namespace, age.</param>
/// <param name="Addresses">Its addresses.</param>
/// <param name="Ports">Its TCP ports that a browser opens.</param>
/// <param name="Backends">The services that requests come to.</param>
internal sealed record Exposure(
    string Kind, ObjectMeta Metadata, IReadOnlyList<string> Addresses, IReadOnlyList<int> Ports, IReadOnlyList<Service> Backends)
{
    /// <summary>The most ports of one Service that are asked.</summary>
    private const int PortsAsked = 4;

    /// <summary>An Ingress names no ports: its controller listens on 80, on 443, or on both.</summary>
    private static readonly IReadOnlyList<int> IngressPorts = [80, 443];

    /// <summary>Whether it is an Ingress.</summary>
    public bool IsIngress => Kind == Ingress.Type.Kind;

    /// <summary>Of an ingress controller in a system namespace: the student's services that its Ingresses lead to. Empty for others.</summary>
    public IReadOnlyList<Service> Applications { get; private init; } = [];

    /// <summary>Whether it stands in a system namespace and counts only if it is an ingress controller's, which could not be read.</summary>
    public bool IsUncertain { get; private init; }

    /// <summary>
    /// Every exposure outside system namespaces, and in them those of ingress controllers that lead to a student's service; the one that
    /// was handed in first, then the oldest.
    /// </summary>
    public static IReadOnlyList<Exposure> All(
        IReadOnlyList<Service> services, IReadOnlyList<Ingress> ingresses, IngressControllers controllers, AssignmentRules rules, HandedInAddress? handedIn)
    {
        var index = new ServiceIndex(services);
        var all = services.Where(s => s.Spec.Type == "LoadBalancer" && !s.Metadata.IsBeingDeleted)
            .Select(s => rules.IsSystemNamespace(s.Metadata.Namespace) ? OfController(s, controllers) : Of(s))
            .OfType<Exposure>()
            .Concat(ingresses.Where(i => !rules.IsSystemNamespace(i.Metadata.Namespace) && !i.Metadata.IsBeingDeleted).Select(i => Of(i, index)));
        return
        [
            .. all.OrderByDescending(e => handedIn is not null && e.Addresses.Any(handedIn.Is))
                .ThenBy(e => e.Metadata.CreationTimestamp ?? DateTimeOffset.MaxValue)
                .ThenBy(e => e.Metadata.ToString(), StringComparer.Ordinal)
                .Take(ServiceIndex.MostBalanced),
        ];
    }

    /// <summary><c>Service default/web</c>, to be read.</summary>
    public override string ToString() => $"{Kind} {ShellText.Name(Metadata)}";

    private static Exposure Of(Service service) => new(
        Service.Type.Kind, service.Metadata, Checks.Addresses.Of(service.Status.LoadBalancer), PortsOf(service), [service]);

    private static Exposure Of(Ingress ingress, ServiceIndex services) => new(
        Ingress.Type.Kind, ingress.Metadata, Checks.Addresses.Of(ingress.Status.LoadBalancer), IngressPorts, services.Behind(ingress));

    private static Exposure? OfController(Service service, IngressControllers controllers) => controllers switch
    {
        { AreRead: false } => Of(service) with { IsUncertain = true },
        _ when controllers.Behind(service) is { Count: > 0 } applications => Of(service) with { Applications = applications },
        _ => null,
    };

    // The web's own ports first: of a long list only a few are asked, and none that no browser would open.
    private static IReadOnlyList<int> PortsOf(Service service) =>
    [
        .. service.Spec.Ports.Where(p => p.Protocol is "" or "TCP" && p.Port is > 0 and <= 65535 && !BadPorts.Contains(p.Port))
            .Select(p => p.Port)
            .Distinct()
            .OrderBy(p => p switch { 80 => 0, 443 => 1, _ => 2 })
            .Take(PortsAsked),
    ];
}

/// <summary>Whether services really send to ready pods.</summary>
/// <param name="pods">Every pod; null where they could not be read.</param>
/// <param name="slices">Every slice of endpoints; null where they could not be read.</param>
internal sealed class ReadyEndpoints(IReadOnlyList<Pod>? pods, IReadOnlyList<EndpointSlice>? slices)
{
    /// <summary>Names the service that a slice belongs to (Kubernetes, "EndpointSlices").</summary>
    public const string ServiceLabel = "kubernetes.io/service-name";

    private readonly ILookup<(string Namespace, string Name), Pod> podsByName = (pods ?? []).ToLookup(p => (p.Metadata.Namespace, p.Metadata.Name));

    private readonly ILookup<(string Namespace, string Address), Pod> podsByAddress = (pods ?? [])
        .SelectMany(p => ClusterMembers.AddressesOf(p).Where(a => a.Length > 0).Distinct(StringComparer.Ordinal), (pod, address) => (Pod: pod, Address: address))
        .ToLookup(p => (p.Pod.Metadata.Namespace, p.Address), p => p.Pod);

    private readonly ILookup<(string Namespace, string? Service), EndpointSlice> slicesByService =
        (slices ?? []).ToLookup(s => (s.Metadata.Namespace, s.Metadata.Labels.GetValueOrDefault(ServiceLabel)));

    /// <summary>Whether a service's selector picks at least one ready pod that is a ready endpoint of it.</summary>
    public bool Exist(Service service) => ReadyOf(service).SelectMany(e => PodsOf(e, service.Metadata.Namespace)).Any(p => IsReadyFor(service, p));

    /// <summary>Whether it could, for all that was read: of the two lists each alone can already say no.</summary>
    public bool MayExist(Service service) => service.Spec.Selector.Count > 0 && (pods, slices) switch
    {
        (null, null) => true,
        (null, _) => ReadyOf(service).Any(e => e.TargetRef is null || e.TargetRef.Kind == Pod.Type.Kind),
        (_, null) => pods.Any(p => IsReadyFor(service, p)),
        _ => Exist(service),
    };

    /// <summary>Whether a slice belongs to a service.</summary>
    public static bool BelongsTo(EndpointSlice slice, Service service) =>
        slice.Metadata.Namespace == service.Metadata.Namespace
        && slice.Metadata.Labels.TryGetValue(ServiceLabel, out var name)
        && name == service.Metadata.Name;

    // Null means ready: "consumers should interpret this unknown state as ready" (Kubernetes API reference, EndpointConditions).
    private static bool IsReady(SliceEndpoint endpoint) => endpoint.Conditions.Ready is not false;

    private static bool IsReadyFor(Service service, Pod pod) => ReadyPods.IsReady(pod) && Labels.Picks(service, pod);

    private IEnumerable<SliceEndpoint> ReadyOf(Service service) => slicesByService[(service.Metadata.Namespace, service.Metadata.Name)]
        .Where(s => s.AddressType is "IPv4" or "IPv6")
        .SelectMany(s => s.Endpoints)
        .Where(IsReady);

    private IEnumerable<Pod> PodsOf(SliceEndpoint endpoint, string ns) => endpoint.TargetRef is { } target
        ? target.Kind == Pod.Type.Kind ? podsByName[(ns, target.Name)].Where(p => target.Uid.Length == 0 || target.Uid == p.Metadata.Uid) : []
        : endpoint.Addresses.SelectMany(a => podsByAddress[(ns, a)]);
}
