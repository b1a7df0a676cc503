using EksGrader.Checks.Checks;
using EksGrader.Checks.Checks.Replicas;
using EksGrader.Checks.Kubernetes;
using EksGrader.Tests.Unit.Fakes;
using EksGrader.Tests.Unit.Gates;

namespace EksGrader.Tests.Unit.Checks.Checks.Replicas;

/// <summary>The gates of <c>replicas</c>.</summary>
public sealed class ReplicasGates : CheckGates
{
    private const string OfDeployment = "Deployment";
    private const string OfStatefulSet = "StatefulSet";
    private const string OfReplicaSet = "ReplicaSet";
    private const string AtLeast = "three where two or more are asked";

    internal override ICheck Check { get; } = new ReplicasCheck();

    internal override IEnumerable<Reference> References =>
    [
        new(OfDeployment, "behind a load balancer", () => Deployed("web").With(Make.LoadBalancer("web")).WithAws()),
        new(OfDeployment, "in a namespace of its own, without AWS access", () => Deployed("web", ns: "aws-exam").With(Make.LoadBalancer("web", ns: "aws-exam"))),
        new(OfDeployment, "behind no load balancer", () => Deployed("web")),
        new(OfDeployment, AtLeast, () => Deployed("web", 3).With(Make.LoadBalancer("web")), ("match", "atLeast")),
        new(OfStatefulSet, "behind a load balancer", () => Set(2).With(Make.LoadBalancer("web")).WithAws()),
        new(OfStatefulSet, "behind no load balancer, without AWS access", () => Set(2)),
        new(OfStatefulSet, "beside a Deployment that no load balancer picks", () => Deployed("other", into: Set(2)).With(Make.LoadBalancer("web")).WithAws()),
        new(OfReplicaSet, "behind a load balancer", () => Bare().With(Make.LoadBalancer("web")).WithAws()),
        new(OfReplicaSet, "behind no load balancer", () => Bare()),
        new(OfReplicaSet, "of an Argo Rollout", () => Bare("Rollout").With(Make.LoadBalancer("web"))),
    ];

    internal override IEnumerable<Mutation> Mutations =>
    [
        Break("workload", 0, "it is gone", c => c.Remove<Deployment>().Remove<StatefulSet>().Remove<ReplicaSet>().Remove<Pod>()),
        Break("workload", 0, "two bare Pods are left", c => c.Remove<Deployment>().Remove<StatefulSet>().Remove<ReplicaSet>().Change<Pod>(p => p with { Metadata = p.Metadata with { OwnerReferences = [] } })),
        Break("ready", 0.5m, "one pod is missing", c => c.Remove<Pod>(p => p.Metadata.Name == "web-1")).NotOn($"{OfDeployment}, {AtLeast}"),
        Break("ready", 0.5m, "one pod is not ready", c => c.Change<Pod>(p => p.Metadata.Name == "web-1" ? p with { Status = p.Status with { Conditions = [] } } : p)).NotOn($"{OfDeployment}, {AtLeast}"),
        Break("ready", 0.5m, "one pod is being deleted", c => c.Change<Pod>(p => p.Metadata.Name == "web-1" ? p with { Metadata = p.Metadata with { DeletionTimestamp = FakeCluster.Now } } : p)).NotOn($"{OfDeployment}, {AtLeast}"),
        Break("ready", 0, "the node is not Ready", c => c.Instead(Make.Node("n1", ready: false))),
        Break("ready", 0, "AWS does not know the node", c => c.ForAws(a => a.Instance = _ => null)).On($"{OfDeployment}, behind a load balancer") with { IsHonest = false },
        Break("noSurplus", 0.5m, "three are asked for", c => c.Change<Deployment>(d => d with { Spec = d.Spec with { Replicas = 3 } })).On(OfDeployment).NotOn($"{OfDeployment}, {AtLeast}"),
        Break("noSurplus", 0.5m, "three are asked for", c => c.Change<StatefulSet>(s => s with { Spec = s.Spec with { Replicas = 3 } })).On(OfStatefulSet),
        Break("noSurplus", 0.5m, "three are asked for", c => c.Change<ReplicaSet>(s => s with { Spec = s.Spec with { Replicas = 3 } })).On(OfReplicaSet),
        Break("rollout", 0.5m, "its specification was not observed", c => c.Change<Deployment>(d => d with { Metadata = d.Metadata with { Generation = 2 } })).On(OfDeployment),
    ];

    internal override IEnumerable<Scenario> LookAlikes =>
    [
        new("two bare Pods", () => Node().With(Make.Pod("web-1"), Make.Pod("web-2")).With(Make.LoadBalancer("web")), 0),
        new("a Deployment in a system namespace", () => Deployed("web", ns: "kube-system").With(Make.LoadBalancer("web", ns: "kube-system")), 0),
        new("pods of an older revision", () => Deployed("web").Change<ReplicaSet>(s => s with { Metadata = s.Metadata with { Annotations = Make.Labels(("deployment.kubernetes.io/revision", "0")) } }).With(Make.Revision(Make.Deployment("web", 2)) with { Metadata = Make.Revision(Make.Deployment("web", 2)).Metadata with { Name = "web-new", Uid = "new" } }), 0),
    ];

    private static FakeCluster Node() => new FakeCluster().With(Make.Node("n1"));

    private static FakeCluster Deployed(string name, int replicas = 2, string ns = "default", FakeCluster? into = null)
    {
        var deployment = Make.Deployment(name, replicas, ns);
        var revision = Make.Revision(deployment);
        return (into ?? Node()).With(deployment).With(revision).With(Pods(name, replicas, revision.Metadata, "ReplicaSet"));
    }

    private static FakeCluster Set(int replicas)
    {
        var set = Make.StatefulSet("web", replicas);
        return Node().With(set).With(Pods("web", replicas, set.Metadata, "StatefulSet"));
    }

    private static FakeCluster Bare(string? owner = null)
    {
        var set = Make.ReplicaSet("web", 2);
        set = owner is null ? set : set with { Metadata = set.Metadata with { OwnerReferences = [Make.Owner(owner, Make.Meta("web"))] } };
        return Node().With(set).With(Pods("web", 2, set.Metadata, "ReplicaSet"));
    }

    private static IEnumerable<Pod> Pods(string name, int count, ObjectMeta owner, string kind) =>
        Enumerable.Range(1, count).Select(i => Make.Pod($"{name}-{i}", owner, ns: owner.Namespace, app: name, ownerKind: kind));
}
