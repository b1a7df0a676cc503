using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Checks.LoadBalancers;

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
