using EksGrader.Checks.Assignments;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Rules.Workloads;

/// <summary>
/// Which workloads are the web application: those whose pods a Service of type LoadBalancer picks, and, where such a Service belongs to
/// an ingress controller, those behind the Ingresses.
/// </summary>
internal static class WebApplications
{
    /// <summary>The web applications among the candidates; all of the candidates where no Service of type LoadBalancer picks any.</summary>
    public static IReadOnlyList<Workload> Among(
        IReadOnlyList<Workload> candidates, IReadOnlyList<Service> services, IReadOnlyList<Ingress> ingresses, AssignmentRules rules)
    {
        var index = new ServiceIndex(services);
        var mine = ingresses.Where(i => !rules.IsSystemNamespace(i.Metadata.Namespace) && !i.Metadata.IsBeingDeleted).ToList();
        var published = mine.SelectMany(i => Addresses.Of(i.Status.LoadBalancer)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var behind = index.Balanced.Any(s => IsIngressController(s, published))
            ? mine.SelectMany(index.Behind).Distinct().Take(ServiceIndex.MostBalanced).ToList()
            : [];
        var chosen = candidates.Where(w => index.Balanced.Any(w.IsPickedBy) || behind.Exists(w.IsPickedBy)).ToList();
        return chosen.Count > 0 ? chosen : candidates;
    }

    // Controllers write their Service's address into the status of the Ingresses that they serve: a fact, where names are only a habit.
    private static bool IsIngressController(Service service, HashSet<string> published) =>
        IngressControllers.IsKnown(service) || Addresses.Of(service.Status.LoadBalancer).Any(published.Contains);
}
