using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Checks.Replicas;

/// <summary>
/// Which workloads are the web application: those whose pods a Service of type LoadBalancer picks, and, where the pods of such a Service
/// are an ingress controller, those behind the Ingresses. Where there is none such, all candidates are: also where such Services pick
/// nothing but ingress controllers and gateways, since what leads on from them by their own kinds (IngressRoute, VirtualService, HTTPRoute)
/// is not read.
/// </summary>
internal sealed class WebApplications
{
    private readonly IReadOnlyList<Workload> candidates;
    private readonly ServiceIndex index;
    private readonly IReadOnlyList<Service> services;

    /// <summary>Finds the web applications among candidates.</summary>
    /// <param name="candidates">The workloads.</param>
    /// <param name="services">Every Service.</param>
    /// <param name="ingresses">Every Ingress.</param>
    /// <param name="pods">Every pod.</param>
    /// <param name="rules">The assignment's rules.</param>
    public WebApplications(
        IReadOnlyList<Workload> candidates, IReadOnlyList<Service> services, IReadOnlyList<Ingress> ingresses, IReadOnlyList<Pod> pods, AssignmentRules rules)
    {
        this.candidates = candidates;
        this.services = services;
        index = new ServiceIndex(services);
        var mine = ingresses.Where(i => !rules.IsSystemNamespace(i.Metadata.Namespace) && !i.Metadata.IsBeingDeleted).ToList();
        var published = mine.SelectMany(i => Addresses.Of(i.Status.LoadBalancer)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var hasController = index.Balanced.Any(s => IsController(s, pods));
        // Controllers write their Service's address into the status of the Ingresses that they serve: a fact, where names are only a habit.
        var leadsOn = hasController || index.Balanced.Any(s => Addresses.Of(s.Status.LoadBalancer).Any(published.Contains));
        var behind = leadsOn ? mine.SelectMany(index.Behind).Distinct().Take(ServiceIndex.MostBalanced).ToList() : [];
        MayLeadFurther = hasController || index.Balanced.Any(s => Addresses.Of(s.Status.LoadBalancer).Count > 0);
        Balanced = [.. candidates.Where(IsBalanced)];
        Chosen = WithAnApplication([.. candidates.Where(w => IsBalanced(w) || behind.Exists(w.IsPickedBy))]);
        MayPick = index.Balanced.Any(s => PicksApplications(s) && !rules.IsSystemNamespace(s.Metadata.Namespace)) || behind.Exists(PicksApplications);
    }

    /// <summary>Those that a Service of type LoadBalancer picks itself.</summary>
    public IReadOnlyList<Workload> Balanced { get; }

    /// <summary>
    /// Those that are picked, directly or behind an Ingress; empty where none is, or nothing but what hands requests on, so that all
    /// candidates count.
    /// </summary>
    public IReadOnlyList<Workload> Chosen { get; }

    /// <summary>The web applications.</summary>
    public IReadOnlyList<Workload> All => Chosen.Count > 0 ? Chosen : candidates;

    /// <summary>Whether a Service of type LoadBalancer, or one behind an Ingress, could pick an application that is not known yet.</summary>
    public bool MayPick { get; }

    /// <summary>Whether Ingresses that could not be read might lead on to other workloads.</summary>
    public bool MayLeadFurther { get; }

    /// <summary>Whether any Service picks a workload, so that an Ingress may lead to it.</summary>
    public bool MayBeBehind(Workload workload) => services.Any(workload.IsPickedBy);

    /// <summary>Whether a Service of type LoadBalancer picks a workload.</summary>
    public bool IsBalanced(Workload workload) => index.Balanced.Any(workload.IsPickedBy);

    /// <summary>Some workloads; none where all of them hand requests on to others.</summary>
    public static IReadOnlyList<Workload> WithAnApplication(IReadOnlyList<Workload> workloads) => workloads.All(HandsOn) ? [] : workloads;

    /// <summary>Whether a workload hands requests on to others, so that by itself it is no application. Its template tells, read or not as the pods may be.</summary>
    public static bool HandsOn(Workload workload) => IngressControllers.HandsOn(workload.Spec.Template.Metadata.Labels);

    // What a controller's labels pick carries them, and is a controller.
    private static bool PicksApplications(Service service) => service.Spec.Selector.Count > 0 && !IngressControllers.HandsOn(service.Spec.Selector);

    private static bool IsController(Service service, IReadOnlyList<Pod> pods) =>
        IngressControllers.IsKnown(service) || pods.Any(p => Labels.Picks(service, p) && IngressControllers.IsNamed(p.Metadata.Labels));
}
