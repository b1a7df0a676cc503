using EksGrader.Checks.Assignments;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Web;

namespace EksGrader.Checks.Rules.LoadBalancing;

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

    /// <summary>Every exposure outside system namespaces, the one that the student handed in first, then the oldest.</summary>
    public static IReadOnlyList<Exposure> All(
        IReadOnlyList<Service> services, IReadOnlyList<Ingress> ingresses, AssignmentRules rules, string? handedIn)
    {
        var index = new ServiceIndex(services);
        var all = services.Where(s => s.Spec.Type == "LoadBalancer").Select(Of).Concat(ingresses.Select(i => Of(i, index)));
        return
        [
            .. all.Where(e => !rules.IsSystemNamespace(e.Metadata.Namespace) && !e.Metadata.IsBeingDeleted)
                .OrderByDescending(e => handedIn is not null && e.Addresses.Contains(handedIn, StringComparer.OrdinalIgnoreCase))
                .ThenBy(e => e.Metadata.CreationTimestamp ?? DateTimeOffset.MaxValue)
                .ThenBy(e => e.Metadata.ToString(), StringComparer.Ordinal)
                .Take(ServiceIndex.MostBalanced),
        ];
    }

    /// <summary><c>Service default/web</c>, to be read.</summary>
    public override string ToString() => $"{Kind} {ShellText.Name(Metadata)}";

    private static Exposure Of(Service service) => new(
        Service.Type.Kind, service.Metadata, Rules.Addresses.Of(service.Status.LoadBalancer), PortsOf(service), [service]);

    private static Exposure Of(Ingress ingress, ServiceIndex services) => new(
        Ingress.Type.Kind, ingress.Metadata, Rules.Addresses.Of(ingress.Status.LoadBalancer), IngressPorts, services.Behind(ingress));

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
