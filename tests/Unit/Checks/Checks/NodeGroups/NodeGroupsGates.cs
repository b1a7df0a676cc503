using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Calls;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Checks.NodeGroups;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Kubernetes.Objects;
using EksGrader.Tests.Unit.Checks.Checks.Finders;
using EksGrader.Tests.Unit.Fakes;
using EksGrader.Tests.Unit.Gates;

namespace EksGrader.Tests.Unit.Checks.Checks.NodeGroups;

/// <summary>The gates of <c>node-groups</c>.</summary>
public sealed class NodeGroupsGates : CheckGates
{
    private const string Bounds = "bounds";
    private const string Scaled = "scaled";
    private const string Zones = $"{Bounds}, over two zones";
    private const string Both = $"{Scaled}, between bounds";

    internal override ICheck Check { get; } = new NodeGroupsCheck();

    internal override IReadOnlyList<(string Name, object Value)> AskedOfFresh => [("minSize", 2), ("maxSize", 4), ("autoscaler", true)];

    internal override IEnumerable<Reference> References =>
    [
        new(Bounds, "both", () => Cluster(Group(2, 4)), ("minSize", 2), ("maxSize", 4))
        {
            Deciding = gate => gate.Decides(c => c.ForAws(a => a.Has(Group(1, 4))), [.. AwsActions.Nodegroups]).Decides(c => c.ForAws(a => a.Cluster = k => k with { Issues = ["AccessDenied"] }), AwsActions.DescribeCluster),
        },
        new(Bounds, "the upper one, of two groups", () => Cluster(Group(1, 1, "a"), Group(1, 6, "b")), ("maxSize", 6)),
        new(Bounds, "over two zones", () => Cluster(Group(2, 4)).Change<Node>(n => n with { Metadata = n.Metadata with { Labels = Make.Labels(("topology.kubernetes.io/zone", n.Metadata.Name)) } }), ("minSize", 2), ("maxSize", 4), ("zones", 2)),
        new(Scaled, "by Cluster Autoscaler", () => Autoscaler(Cluster(Group(1, 3))), ("autoscaler", true)),
        new(Scaled, "by Karpenter", () => Cluster(Group(2, 2)).With(Pool("work")), ("autoscaler", true)),
        new(Scaled, "between bounds", () => Autoscaler(Cluster(Group(1, 3))), ("autoscaler", true), ("minSize", 1), ("maxSize", 3)),
    ];

    internal override IEnumerable<Mutation> Mutations =>
    [
        Break("bounds", 0, "one size for both", c => c.ForAws(a => a.Change<AwsNodegroup>(g => g with { MinSize = 2, MaxSize = 2 }))).On(Bounds),
        Break("bounds", 0.5m, "the lower one is another", c => c.ForAws(a => a.Has(Group(3, 4)))).On($"{Bounds}, both", Zones),
        Break("bounds", 0.5m, "both are others", c => c.ForAws(a => a.Has(Group(2, 9)))).On(Both),
        Break("bounds", 0, "there is no group and no node", c => c.ForAws(a => a.Has<AwsNodegroup>()).Remove<Node>()).With("spread").On(Bounds),
        Ask("bounds", 0, "nodes of no managed group", c => c.ForAws(a => a.Has<AwsNodegroup>())).On(Bounds),
        Break("scaler", 0, "it is not ready", c => c.Change<Pod>(p => p.Metadata.Name.StartsWith("cluster-autoscaler", StringComparison.Ordinal) ? p with { Status = new PodStatus { Phase = "Pending" } } : p).Change<NodePool>(p => p with { Status = new NodePoolStatus() })).On(Scaled).NotOn(Both),
        Break("scaler", 0.5m, "there is none", c => c.Remove<Deployment>(d => d.Metadata.Name.StartsWith("cluster", StringComparison.Ordinal))).On(Both),
        Break("healthy", 0.5m, "a group is degraded", c => c.ForAws(a => a.Change<AwsNodegroup>(g => g with { Status = "DEGRADED", Issues = ["AsgInstanceLaunchFailures"] }))),
        Break("healthy", 0.5m, "the cluster has an issue", c => c.ForAws(a => a.Cluster = k => k with { Issues = ["KmsKeyNotFound"] })),
        Wait("healthy", "a group is being changed", c => c.ForAws(a => a.Change<AwsNodegroup>(g => g with { Status = "UPDATING" }))),
        Break("spread", 0.5m, "one zone", c => c.Change<Node>(n => n with { Metadata = n.Metadata with { Labels = Make.Labels(("topology.kubernetes.io/zone", "a")) } })).On(Zones),
    ];

    internal override IEnumerable<Scenario> LookAlikes =>
    [
        new("the node pools of Auto Mode", () => Cluster(Group(2, 2)).With(Pool("system"), Pool("general-purpose")), 0, ("autoscaler", true)),
        new("an assignment that asks for nothing", () => Cluster(Group(2, 4)), 0),
        new("one size for both, as was asked", () => Cluster(Group(2, 2)), 1, ("minSize", 2), ("maxSize", 2)),
    ];

    private static FakeCluster Cluster(params AwsNodegroup[] groups) => new FakeCluster().WithApplication().WithAws(a => a.Has(groups));

    private static FakeCluster Autoscaler(FakeCluster cluster) =>
        cluster.Deployment("cluster-autoscaler-aws-cluster-autoscaler", "kube-system", "registry.k8s.io/autoscaling/cluster-autoscaler:v1.33.0", true, ("app.kubernetes.io/name", "aws-cluster-autoscaler"));

    private static AwsNodegroup Group(int min, int max, string name = "ng-1") => new() { Name = name, Status = "ACTIVE", MinSize = min, MaxSize = max, DesiredSize = min };

    private static NodePool Pool(string name) => new() { Metadata = Make.Meta(name, ""), Status = new NodePoolStatus { Conditions = [new Condition { Type = "Ready", Status = "True" }] } };
}
