using System.Globalization;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;

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
