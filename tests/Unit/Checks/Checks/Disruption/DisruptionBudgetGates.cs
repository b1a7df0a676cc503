using EksGrader.Checks.Checks;
using EksGrader.Checks.Checks.Disruption;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Kubernetes.Objects;
using EksGrader.Tests.Unit.Fakes;
using EksGrader.Tests.Unit.Gates;

namespace EksGrader.Tests.Unit.Checks.Checks.Disruption;

/// <summary>The gates of <c>disruption-budget</c>.</summary>
public sealed class DisruptionBudgetGates : CheckGates
{
    private const string Minimum = "minAvailable";
    private const string Maximum = "maxUnavailable";

    internal override ICheck Check { get; } = new DisruptionBudgetCheck();

    internal override IEnumerable<Reference> References =>
    [
        new(Minimum, "1 of 2", () => Cluster(2, Budget(2, "1")))
        {
            Deciding = gate => gate.Decides<PodDisruptionBudget>(c => c.Remove<PodDisruptionBudget>()).Decides<Pod>(c => c.Remove<Pod>()).Decides<Deployment>(c => c.Remove<Deployment>())
                .Decides<ReplicaSet>(c => c.Remove<ReplicaSet>()),
        },
        new(Minimum, "half of 3, in a namespace of its own", () => Cluster(3, Budget(3, "50%", ns: "shop"), "shop")),
        new(Minimum, "of every pod of the namespace", () => Cluster(2, Budget(2, "1") is var b ? b with { Spec = b.Spec with { Selector = new LabelSelector() } } : b)),
        new(Maximum, "1 of 2", () => Cluster(2, Budget(2, max: "1"))),
        new(Maximum, "a third of 4", () => Cluster(4, Budget(4, max: "30%"))),
        new(Maximum, "1 of 3, of policy/v1beta1", () => Cluster(3, Budget(3, max: "1") with { ApiVersion = "policy/v1beta1" })),
    ];

    internal override IEnumerable<Mutation> Mutations =>
    [
        Break("holds", 0, "there is none", c => c.Remove<PodDisruptionBudget>()),
        Break("holds", 0, "its labels are those of an older template", c => Mend(c, b => b with { Spec = b.Spec with { Selector = Selector("version", "old") } })),
        Break("holds", 0, "it stands in another namespace", c => Mend(c, b => b with { Metadata = b.Metadata with { Namespace = "other" } })),
        Break("holds", 0, "its controller counts no pod", c => Mend(c, b => b with { Status = b.Status with { ExpectedPods = 0 } })),
        Break("holds", 0, "its controller fails for an hour", c => Mend(c, b => b with { Metadata = b.Metadata with { CreationTimestamp = FakeCluster.Now.AddHours(-1) }, Status = b.Status with { Conditions = [new Condition { Type = "DisruptionAllowed", Status = "False", Reason = "SyncFailed", Message = "found no controller ref for pod" }] } })),
        Break("holds", 0, "it selects one of the pods", c => c.Change<Pod>(p => p.Metadata.Name != "web-1" ? p : p with { Metadata = p.Metadata with { Labels = Make.Labels(("app", "web"), ("leader", "yes")) } })
            .Change<PodDisruptionBudget>(b => b with { Spec = b.Spec with { Selector = Selector("leader", "yes") } })),
        Break("holds", 0, "no pod is ready", c => c.Change<Pod>(p => p with { Status = new PodStatus { Phase = "Pending" } })),
        Wait("holds", "its controller has not seen it", c => Mend(c, b => b with { Metadata = b.Metadata with { Generation = 2 } })),
        Break("protects", 0.7m, "it keeps none", c => Mend(c, b => b with { Spec = b.Spec with { MinAvailable = "0", MaxUnavailable = null }, Status = b.Status with { DesiredHealthy = 0, DisruptionsAllowed = b.Status.ExpectedPods } })),
        Break("protects", 0.7m, "all may be missing", c => Mend(c, b => b with { Spec = b.Spec with { MinAvailable = null, MaxUnavailable = "100%" }, Status = b.Status with { DesiredHealthy = 0, DisruptionsAllowed = b.Status.ExpectedPods } })),
        Break("letsThrough", 0.7m, "it keeps all", c => Mend(c, b => b with { Spec = b.Spec with { MinAvailable = "100%", MaxUnavailable = null }, Status = b.Status with { DesiredHealthy = b.Status.ExpectedPods, DisruptionsAllowed = 0 } })),
        Break("letsThrough", 0.7m, "none may be missing", c => Mend(c, b => b with { Spec = b.Spec with { MinAvailable = null, MaxUnavailable = "0" }, Status = b.Status with { DesiredHealthy = b.Status.ExpectedPods, DisruptionsAllowed = 0 } })),
        Break("letsThrough", 0.7m, "none may be evicted while pods start", c => Mend(c, b => b with { Status = b.Status with { CurrentHealthy = b.Status.DesiredHealthy, DisruptionsAllowed = 0 } })),
        Break("letsThrough", 0.7m, "its status tells of more than its bound allows", c => Mend(c, b => b with { Spec = b.Spec with { MinAvailable = "100%", MaxUnavailable = null } })) with { IsHonest = false },
        Break("single", 0.5m, "a second budget selects the pods too", c => c.With(Budget(2, "1", "second", "default"), Budget(3, "1", "second", "shop"))),
    ];

    internal override IEnumerable<Scenario> LookAlikes =>
    [
        new("the budget of coredns", () => new FakeCluster().WithApplication().With(Budget(2, max: "1", name: "coredns", ns: "kube-system")), 0),
        new("an empty selector of policy/v1beta1", () => Cluster(2, Budget(2, "1") is var b ? b with { ApiVersion = "policy/v1beta1", Spec = b.Spec with { Selector = new LabelSelector() } } : b), 0),
        new("one replica that must stay", () => Cluster(1, Budget(1, "1")), 0.7m),
        new("a budget of another workload in the namespace", () => Cluster(2, Budget(2, "1") is var b ? b with { Spec = b.Spec with { Selector = Selector("app", "db") } } : b), 0),
        new("two budgets that select different pods", () => Cluster(2, Budget(2, "1")).With(Budget(1, "1", "db", "default") is var b ? b with { Spec = b.Spec with { Selector = Selector("app", "db") } } : b), 1),
        new("percentages are rounded up: 1 % of 2 keeps one", () => Cluster(2, Budget(2, "1%")), 1),
    ];

    internal override IEnumerable<Hostile> Hostiles =>
    [
        new("a selector of a thousand terms", c => c.With(Budget(2, "1", "long", "default") is var b ? b with { Spec = b.Spec with { Selector = new LabelSelector { MatchExpressions = [.. Enumerable.Range(0, 1000).Select(i => new LabelTerm { Key = $"k{i}", Operator = "Exists" })] } } } : b)),
        new("bounds that are no numbers", c => c.Change<PodDisruptionBudget>(b => b with { Spec = b.Spec with { MinAvailable = "99999999999999999999%" } }), 0.7m),
    ];

    private static FakeCluster Cluster(int replicas, PodDisruptionBudget budget, string ns = "default") => new FakeCluster().WithApplication(replicas, ns).With(budget);

    private static FakeCluster Mend(FakeCluster cluster, Func<PodDisruptionBudget, PodDisruptionBudget> change) => cluster.Change<PodDisruptionBudget>(change);

    private static LabelSelector Selector(string key, string value) => new() { MatchLabels = Make.Labels((key, value)) };

    private static PodDisruptionBudget Budget(int pods, string? min = null, string name = "web", string ns = "default", string? max = null)
    {
        var spec = new DisruptionBudgetSpec { MinAvailable = min, MaxUnavailable = max, Selector = Selector("app", "web") };
        var kept = BudgetBounds.Kept(spec, pods);
        return new PodDisruptionBudget
        {
            ApiVersion = "policy/v1",
            Metadata = Make.Meta(name, ns),
            Spec = spec,
            Status = new DisruptionBudgetStatus { CurrentHealthy = pods, DesiredHealthy = kept, DisruptionsAllowed = pods - kept, ExpectedPods = pods, ObservedGeneration = 1 },
        };
    }
}
