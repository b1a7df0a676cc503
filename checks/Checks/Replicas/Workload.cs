using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Checks.Replicas;

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
