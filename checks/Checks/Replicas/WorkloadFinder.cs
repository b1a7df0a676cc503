using System.Globalization;
using EksGrader.Checks.Checks.Witnesses;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Checks.Replicas;

/// <summary>Finds the workloads of a student: outside system namespaces, not being deleted, each with the pods that it controls.</summary>
/// <param name="facts">What was read; lists without an answer count as empty.</param>
/// <param name="rules">The assignment's rules.</param>
internal sealed class WorkloadFinder(WorkloadFacts facts, AssignmentRules rules)
{
    private const string OfKubernetes = "kube-";

    private readonly ILookup<(string Kind, string Uid), Pod> podsByOwner = ByController(facts.Pods.Answer?.Items ?? []);
    private readonly ILookup<(string Kind, string Uid), ReplicaSet> replicaSetsByOwner = ByController(facts.ReplicaSets.Answer?.Items ?? []);

    /// <summary>Every candidate.</summary>
    public IReadOnlyList<Workload> Find() =>
    [
        .. Mine(facts.Deployments.Answer).Select(Of),
        .. Mine(facts.StatefulSets.Answer).Select(Of),
        .. Mine(facts.ReplicaSets.Answer).Where(IsOfNoDeployment).Select(Of),
    ];

    /// <summary>What was passed over because it lives in a system namespace; not what Kubernetes itself keeps in <c>kube-…</c>.</summary>
    public IReadOnlyList<Workload> FindPassedOver() =>
    [
        .. Passed(facts.Deployments.Answer).Select(Of),
        .. Passed(facts.StatefulSets.Answer).Select(Of),
        .. Passed(facts.ReplicaSets.Answer).Where(IsOfNoDeployment).Select(Of),
    ];

    /// <summary>Whether a ReplicaSet stands for itself: it has no controller at all.</summary>
    public static bool IsBare(ReplicaSet replicaSet) => ControllerOf(replicaSet.Metadata) is null;

    /// <summary>Whether a ReplicaSet is no revision of a Deployment: a bare one, or one of an Argo Rollout.</summary>
    public static bool IsOfNoDeployment(ReplicaSet replicaSet) => ControllerOf(replicaSet.Metadata)?.Kind != Deployment.Type.Kind;

    /// <summary>The controller of an object (Kubernetes, "Owners and Dependents"); null where it has none.</summary>
    public static OwnerReference? ControllerOf(ObjectMeta metadata) => metadata.OwnerReferences.FirstOrDefault(o => o.Controller);

    private Workload Of(Deployment deployment)
    {
        var revisions = replicaSetsByOwner[(Deployment.Type.Kind, deployment.Metadata.Uid)].ToList();
        var current = Revisions.Current(deployment, revisions);
        // kubectl rollout status asks the same two questions (kubectl, rollout_status.go).
        var inRollout = deployment.Status.ObservedGeneration < deployment.Metadata.Generation
            || deployment.Status.UpdatedReplicas != deployment.Status.Replicas;
        return new Workload(
            Deployment.Type.Kind,
            deployment.Metadata,
            deployment.Spec,
            [.. revisions.SelectMany(r => podsByOwner[(ReplicaSet.Type.Kind, r.Metadata.Uid)])],
            [.. revisions.Where(current.Contains).SelectMany(r => podsByOwner[(ReplicaSet.Type.Kind, r.Metadata.Uid)])],
            inRollout)
        { Told = deployment.Status.ReadyReplicas };
    }

    private Workload Of(StatefulSet set) => Of(StatefulSet.Type.Kind, set.Metadata, set.Spec, set.Status);

    private Workload Of(ReplicaSet set) => Of(ReplicaSet.Type.Kind, set.Metadata, set.Spec, set.Status);

    private Workload Of(string kind, ObjectMeta metadata, WorkloadSpec spec, WorkloadStatus status)
    {
        List<Pod> pods = [.. podsByOwner[(kind, metadata.Uid)]];
        return new Workload(kind, metadata, spec, pods, pods, InRollout: false) { Told = status.ReadyReplicas };
    }

    private IEnumerable<T> Mine<T>(ObjectList<T>? list)
        where T : class, IKubernetesObject<T> =>
        list?.Items.Where(o => !rules.IsSystemNamespace(o.Metadata.Namespace) && !o.Metadata.IsBeingDeleted) ?? [];

    private IEnumerable<T> Passed<T>(ObjectList<T>? list)
        where T : class, IKubernetesObject<T> =>
        list?.Items.Where(o => rules.IsSystemNamespace(o.Metadata.Namespace) && !o.Metadata.Namespace.StartsWith(OfKubernetes, StringComparison.Ordinal) && !o.Metadata.IsBeingDeleted) ?? [];

    private static ILookup<(string Kind, string Uid), T> ByController<T>(IReadOnlyList<T> items)
        where T : class, IKubernetesObject<T> =>
        items.Where(o => ControllerOf(o.Metadata) is not null)
            .ToLookup(o => ControllerOf(o.Metadata) is { } owner ? (owner.Kind, owner.Uid) : default);
}

/// <summary>A Deployment, StatefulSet or bare ReplicaSet with its pods.</summary>
/// <param name="Kind">The kind, as manifests write it.</param>
/// <param name="Metadata">Name, namespace, age.</param>
/// <param name="Spec">What it should be.</param>
/// <param name="Pods">All its pods.</param>
/// <param name="CurrentPods">Its pods that count: of a Deployment those of the current revision.</param>
/// <param name="InRollout">Whether a Deployment is in the middle of a rollout.</param>
internal sealed record Workload(
    string Kind, ObjectMeta Metadata, WorkloadSpec Spec, IReadOnlyList<Pod> Pods, IReadOnlyList<Pod> CurrentPods, bool InRollout)
{
    /// <summary>How many pods are asked for; the API defaults it to 1.</summary>
    public int Asked => Spec.Replicas ?? 1;

    /// <summary>How many ready pods its status tells of; an administrator can write any number.</summary>
    public int Told { get; init; }

    /// <summary>Whether a service picks its pods: those that are there, or those that its template would make.</summary>
    public bool IsPickedBy(Service service) =>
        service.Metadata.Namespace == Metadata.Namespace
        && (Labels.Picks(service.Spec.Selector, Spec.Template.Metadata.Labels)
            || Pods.Any(p => !p.Metadata.IsBeingDeleted && Labels.Picks(service, p)));

    /// <summary><c>Deployment default/web</c>, to be read.</summary>
    public override string ToString() => $"{Kind} {ShellText.Name(Metadata)}";
}

/// <summary>Which ReplicaSets are the current revision of a Deployment.</summary>
internal static class Revisions
{
    /// <summary>
    /// The deployment controller writes the current revision's number on the Deployment and on each of its ReplicaSets (Kubernetes,
    /// "Well-Known Labels, Annotations and Taints").
    /// </summary>
    public const string Annotation = "deployment.kubernetes.io/revision";

    /// <summary>The ReplicaSets of the current revision; where the Deployment carries no number yet, the newest one.</summary>
    public static IReadOnlySet<ReplicaSet> Current(Deployment deployment, IReadOnlyCollection<ReplicaSet> all)
    {
        if (deployment.Metadata.Annotations.TryGetValue(Annotation, out var revision))
        {
            return all.Where(r => r.Metadata.Annotations.GetValueOrDefault(Annotation) == revision).ToHashSet();
        }

        var newest = all.OrderByDescending(NumberOf).ThenByDescending(r => r.Metadata.CreationTimestamp).Take(1);
        return newest.ToHashSet();
    }

    private static long NumberOf(ReplicaSet replicaSet) =>
        long.TryParse(replicaSet.Metadata.Annotations.GetValueOrDefault(Annotation), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}

/// <summary>All that the rule about replicas reads, asked for at the same moment; each list may lack its answer.</summary>
internal sealed record WorkloadFacts(
    OptionalRead<ObjectList<Deployment>> Deployments,
    OptionalRead<ObjectList<StatefulSet>> StatefulSets,
    OptionalRead<ObjectList<ReplicaSet>> ReplicaSets,
    OptionalRead<ObjectList<Pod>> Pods,
    OptionalRead<ObjectList<Node>> Nodes,
    OptionalRead<ObjectList<Service>> Services,
    OptionalRead<ObjectList<Ingress>> Ingresses)
{
    /// <summary>The kinds that are read.</summary>
    public static IReadOnlyList<DeclaredRead> Reads { get; } =
    [
        new DeclaredRead.Kubernetes(Deployment.Type),
        new DeclaredRead.Kubernetes(StatefulSet.Type),
        new DeclaredRead.Kubernetes(ReplicaSet.Type),
        new DeclaredRead.Kubernetes(Pod.Type),
        new DeclaredRead.Kubernetes(Node.Type),
        new DeclaredRead.Kubernetes(Service.Type),
        new DeclaredRead.Kubernetes(Ingress.Type),
        .. NodeWitness.Reads,
    ];

    /// <summary>The first fault in the order of the rule; null where everything was answered.</summary>
    public ReadError? Fault => KindsFault ?? Pods.Fault ?? Nodes.Fault ?? Services.Fault ?? Ingresses.Fault;

    /// <summary>What kept the workloads themselves from being read.</summary>
    public ReadError? KindsFault => Deployments.Fault ?? StatefulSets.Fault ?? ReplicaSets.Fault;

    /// <summary>What kept it from being known which workload is the web application.</summary>
    public ReadError? ChoiceFault => Services.Fault ?? Ingresses.Fault;

    /// <summary>Reads everything at once.</summary>
    public static async Task<WorkloadFacts> ReadAsync(KubernetesReader kubernetes, CancellationToken cancellationToken)
    {
        var deployments = List<Deployment>();
        var statefulSets = List<StatefulSet>();
        var replicaSets = List<ReplicaSet>();
        var pods = List<Pod>();
        var nodes = List<Node>();
        var services = List<Service>();
        var ingresses = List<Ingress>();
        await Task.WhenAll(deployments, statefulSets, replicaSets, pods, nodes, services, ingresses);
        return new WorkloadFacts(await deployments, await statefulSets, await replicaSets, await pods, await nodes, await services, await ingresses);

        Task<OptionalRead<ObjectList<T>>> List<T>()
            where T : class, IKubernetesObject<T> =>
            OptionalRead.Of(kubernetes.ListAsync<T>(cancellationToken: cancellationToken));
    }
}

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
