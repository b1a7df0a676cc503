using EksGrader.Checks.Checks.Witnesses;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Checks.Replicas;

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
