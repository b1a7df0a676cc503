using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Rules.LoadBalancing;

/// <summary>Whether a service really sends to a ready pod.</summary>
internal static class ReadyEndpoints
{
    /// <summary>Names the service that a slice belongs to (Kubernetes, "EndpointSlices").</summary>
    public const string ServiceLabel = "kubernetes.io/service-name";

    /// <summary>Whether a service's selector picks at least one ready pod that is a ready endpoint of it.</summary>
    public static bool Exist(Service service, IReadOnlyList<Pod> pods, IReadOnlyList<EndpointSlice> slices)
    {
        var picked = pods.Where(p => Labels.Picks(service, p) && ReadyPods.IsReady(p)).ToList();
        return picked.Count > 0 && slices
            .Where(s => BelongsTo(s, service) && s.AddressType is "IPv4" or "IPv6")
            .SelectMany(s => s.Endpoints)
            .Any(e => IsReady(e) && picked.Exists(p => IsOf(e, p)));
    }

    /// <summary>Whether a slice belongs to a service.</summary>
    public static bool BelongsTo(EndpointSlice slice, Service service) =>
        slice.Metadata.Namespace == service.Metadata.Namespace
        && slice.Metadata.Labels.TryGetValue(ServiceLabel, out var name)
        && name == service.Metadata.Name;

    // Null means ready: "consumers should interpret this unknown state as ready" (Kubernetes API reference, EndpointConditions).
    private static bool IsReady(SliceEndpoint endpoint) => endpoint.Conditions.Ready is not false;

    private static bool IsOf(SliceEndpoint endpoint, Pod pod) => endpoint.TargetRef is { } target
        ? target.Kind == Pod.Type.Kind && target.Name == pod.Metadata.Name && (target.Uid.Length == 0 || target.Uid == pod.Metadata.Uid)
        : pod.Status.PodIP.Length > 0 && endpoint.Addresses.Contains(pod.Status.PodIP, StringComparer.Ordinal);
}
