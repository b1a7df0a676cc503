using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Rules.LoadBalancing;

/// <summary>Whether services really send to ready pods.</summary>
/// <param name="pods">Every pod.</param>
/// <param name="slices">Every slice of endpoints.</param>
internal sealed class ReadyEndpoints(IReadOnlyList<Pod> pods, IReadOnlyList<EndpointSlice> slices)
{
    /// <summary>Names the service that a slice belongs to (Kubernetes, "EndpointSlices").</summary>
    public const string ServiceLabel = "kubernetes.io/service-name";

    private readonly ILookup<(string Namespace, string Name), Pod> podsByName = pods.ToLookup(p => (p.Metadata.Namespace, p.Metadata.Name));

    private readonly ILookup<(string Namespace, string Address), Pod> podsByAddress =
        pods.Where(p => p.Status.PodIP.Length > 0).ToLookup(p => (p.Metadata.Namespace, p.Status.PodIP));

    private readonly ILookup<(string Namespace, string? Service), EndpointSlice> slicesByService =
        slices.ToLookup(s => (s.Metadata.Namespace, s.Metadata.Labels.GetValueOrDefault(ServiceLabel)));

    /// <summary>Whether a service's selector picks at least one ready pod that is a ready endpoint of it.</summary>
    public bool Exist(Service service) => slicesByService[(service.Metadata.Namespace, service.Metadata.Name)]
        .Where(s => s.AddressType is "IPv4" or "IPv6")
        .SelectMany(s => s.Endpoints)
        .Where(IsReady)
        .SelectMany(e => PodsOf(e, service.Metadata.Namespace))
        .Any(p => ReadyPods.IsReady(p) && Labels.Picks(service, p));

    /// <summary>Whether a slice belongs to a service.</summary>
    public static bool BelongsTo(EndpointSlice slice, Service service) =>
        slice.Metadata.Namespace == service.Metadata.Namespace
        && slice.Metadata.Labels.TryGetValue(ServiceLabel, out var name)
        && name == service.Metadata.Name;

    // Null means ready: "consumers should interpret this unknown state as ready" (Kubernetes API reference, EndpointConditions).
    private static bool IsReady(SliceEndpoint endpoint) => endpoint.Conditions.Ready is not false;

    private IEnumerable<Pod> PodsOf(SliceEndpoint endpoint, string ns) => endpoint.TargetRef is { } target
        ? target.Kind == Pod.Type.Kind ? podsByName[(ns, target.Name)].Where(p => target.Uid.Length == 0 || target.Uid == p.Metadata.Uid) : []
        : endpoint.Addresses.SelectMany(a => podsByAddress[(ns, a)]);
}
