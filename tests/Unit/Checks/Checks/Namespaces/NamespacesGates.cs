using EksGrader.Checks.Checks;
using EksGrader.Checks.Checks.Namespaces;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Kubernetes.Objects;
using EksGrader.Tests.Unit.Checks.Checks.Finders;
using EksGrader.Tests.Unit.Fakes;
using EksGrader.Tests.Unit.Gates;

namespace EksGrader.Tests.Unit.Checks.Checks.Namespaces;

/// <summary>The gates of <c>namespaces</c>.</summary>
public sealed class NamespacesGates : CheckGates
{
    private const string WithQuota = "with quotas";
    private const string Without = "without quotas";

    private static readonly (string, object) NoQuota = ("quota", false);

    internal override ICheck Check { get; } = new NamespacesCheck();

    internal override IEnumerable<Reference> References =>
    [
        new(WithQuota, "two", () => Cluster("shop", "api"))
        {
            Deciding = gate => gate.Decides<Namespace>(c => c.Remove<Namespace>()).Decides<ResourceQuota>(c => c.Remove<ResourceQuota>()).Decides<LimitRange>(c => c.Remove<LimitRange>())
                .Decides<Pod>(c => c.Remove<Pod>()).Decides<Deployment>(c => c.Remove<Deployment>()).Decides<ReplicaSet>(c => c.With(Make.ReplicaSet("bare", 1)))
                .Decides<StatefulSet>(c => c.With(Make.StatefulSet("db", 1))),
        },
        new(WithQuota, "three where two are asked for", () => Cluster("shop", "api", "ops")),
        new(WithQuota, "one with a StatefulSet", () => Cluster("shop").With(Ns("data"), Ns("x")).StatefulSet("db", "data", "mysql").With(Quota("data")).With(Limit("data"))),
        new(Without, "two", () => Bare("shop", "api"), NoQuota),
        new(Without, "three, all asked for", () => Bare("shop", "api", "ops"), NoQuota, ("count", 3)),
        new(Without, "one that is asked for", () => Bare("shop"), NoQuota, ("count", 1)),
    ];

    internal override IEnumerable<Mutation> Mutations =>
    [
        Break("split", 0, "no workload is ready", c => c.Change<Pod>(p => p with { Status = new PodStatus { Phase = "Pending" } })).With("quotas", "limits").On(WithQuota),
        Break("split", 0, "no workload is ready", c => c.Change<Pod>(p => p with { Status = new PodStatus { Phase = "Pending" } })).On(Without),
        Break("split", 0.25m + 0.2m + 0.15m, "one is being deleted", c => c.Change<Namespace>(n => n.Metadata.Name == "api" ? n with { Metadata = n.Metadata with { DeletionTimestamp = FakeCluster.Now } } : n)).With("quotas", "limits").On($"{WithQuota}, two"),
        Break("notDefault", 0.8m, "a workload is in default", c => c.Deployment("test", "default", "nginx")).On(WithQuota),
        Break("notDefault", 0.5m / 0.7m, "a bare pod is in default", c => c.With(Make.Pod("test"))).On(Without),
        Break("quotas", 0.85m, "none has one", c => c.Remove<ResourceQuota>()).On(WithQuota),
        Break("quotas", 0.925m, "one of two has none", c => c.Remove<ResourceQuota>(q => q.Metadata.Namespace == "api")).On($"{WithQuota}, two"),
        Break("limits", 0.85m, "none has one", c => c.Remove<LimitRange>()).On(WithQuota),
    ];

    internal override IEnumerable<Scenario> LookAlikes =>
    [
        new("namespaces with nothing in them", () => new FakeCluster().With(Ns("shop"), Ns("api")).With(Quota("shop"), Quota("api")).With(Limit("shop"), Limit("api")), 0),
        new("workloads of system namespaces", () => Bare("monitoring", "argocd"), 0, NoQuota),
        new("default and one more", () => Bare("default", "shop"), 0.25m / 0.7m, NoQuota),
    ];

    private static FakeCluster Cluster(params string[] names) => names.Aggregate(Bare(names), (all, ns) => all.With(Quota(ns)).With(Limit(ns)));

    private static FakeCluster Bare(params string[] names) => names.Aggregate(new FakeCluster().With(Ns("default"), Ns("kube-system")).With(Make.Node("n1")), (all, ns) => (ns == "default" ? all : all.With(Ns(ns))).Deployment("app", ns, "nginx"));

    private static Namespace Ns(string name) => new() { Metadata = Make.Meta(name, "") };

    private static ResourceQuota Quota(string ns) => new() { Metadata = Make.Meta("quota", ns) };

    private static LimitRange Limit(string ns) => new() { Metadata = Make.Meta("limits", ns) };
}
