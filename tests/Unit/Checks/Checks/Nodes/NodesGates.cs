using EksGrader.Checks.Checks;
using EksGrader.Checks.Checks.Nodes;
using EksGrader.Checks.Kubernetes;
using EksGrader.Tests.Unit.Fakes;
using EksGrader.Tests.Unit.Gates;

namespace EksGrader.Tests.Unit.Checks.Checks.Nodes;

/// <summary>The gates of <c>nodes</c>. A fresh cluster of two nodes honestly has two.</summary>
public sealed class NodesGates : CheckGates
{
    private const string Ec2 = "node group";
    private const string Auto = "Auto Mode";
    private const string OnFargate = "Fargate, where it counts";
    private const string AtLeast = $"{Ec2}, three where two or more are asked";

    internal override ICheck Check { get; } = new NodesCheck();

    internal override decimal FreshShare(FreshKind fresh) => fresh.Nodes.Count / 2m;

    internal override IEnumerable<Reference> References =>
    [
        new(Ec2, "two nodes", () => Two().WithAws()) { Deciding = gate => gate.Decides<Node>(c => c.With(Make.Node("n3"))) },
        new(Ec2, "two nodes, without AWS access", Two),
        new(Ec2, "two beside one of Fargate", () => Two().With(Make.Fargate("f1")).WithAws()),
        new(Ec2, "three where two or more are asked", () => Two().With(Make.Node("n3")).WithAws(), ("match", "atLeast")),
        new(Auto, "two nodes", () => new FakeCluster().With(AutoNode("n1"), AutoNode("n2")).WithAws()),
        new(Auto, "two nodes, without AWS access", () => new FakeCluster().With(AutoNode("n1"), AutoNode("n2"))),
        new(Auto, "one of a node group", () => new FakeCluster().With(AutoNode("n1"), Make.Node("n2")).WithAws()),
        new(OnFargate, "two places", () => new FakeCluster().With(Make.Fargate("n1"), Make.Fargate("n2")).WithAws(), ("countFargate", true)),
        new(OnFargate, "two places, without AWS access", () => new FakeCluster().With(Make.Fargate("n1"), Make.Fargate("n2")), ("countFargate", true)),
        new(OnFargate, "one place and one node", () => new FakeCluster().With(Make.Fargate("n1"), Make.Node("n2")).WithAws(), ("countFargate", true)),
    ];

    internal override IEnumerable<Mutation> Mutations =>
    [
        Break("usable", 0.5m, "one is missing", c => c.Remove<Node>(IsFirst)).NotOn(AtLeast),
        Break("usable", 0.5m, "one is not Ready", c => c.Change<Node>(n => IsFirst(n) ? n with { Status = Make.Node("n1", ready: false).Status } : n)).NotOn(AtLeast),
        Break("usable", 0.5m, "one is cordoned", c => c.Change<Node>(n => IsFirst(n) ? n with { Spec = n.Spec with { Unschedulable = true } } : n)).NotOn(AtLeast),
        Break("usable", 0.5m, "one is being deleted", c => c.Change<Node>(n => IsFirst(n) ? n with { Metadata = n.Metadata with { DeletionTimestamp = FakeCluster.Now } } : n)).NotOn(AtLeast),
        Break("usable", 0.5m, "one is no machine of AWS", c => c.Change<Node>(n => IsFirst(n) ? n with { Spec = new NodeSpec { ProviderID = "kind://docker/kind/n1" } } : n)).On(Ec2, Auto).NotOn(AtLeast),
        Break("usable", 0.5m, "both are one machine", c => c.Change<Node>(n => IsFirst(n) ? n with { Spec = Make.Node("n2").Spec } : n)).On($"{Ec2}, two nodes", $"{Auto}, two nodes"),
        Break("usable", 0, "there is none", c => c.Remove<Node>()),
        Break("usable", 0.5m, "two are missing", c => c.Remove<Node>(n => n.Metadata.Name != "n2")).On(AtLeast),
        Break("usable", 0, "AWS knows neither", c => c.ForAws(a => a.Instance = _ => null)).On($"{Ec2}, two nodes", $"{Auto}, two nodes") with { IsHonest = false },
        Break("noSurplus", 0.5m, "a third is Ready", c => c.With(Make.Node("n3"))).NotOn(AtLeast),
        Break("noSurplus", 0.5m, "a third is cordoned", c => c.With(Make.Node("n3") is var n ? n with { Spec = n.Spec with { Unschedulable = true } } : n)).NotOn(AtLeast),
    ];

    internal override IEnumerable<Scenario> LookAlikes =>
    [
        new("nodes of Fargate where they do not count", () => new FakeCluster().With(Make.Fargate("n1"), Make.Fargate("n2")).WithAws(), 0),
        new("nodes of EKS Hybrid Nodes", () => new FakeCluster().With(Hybrid("n1"), Hybrid("n2")).WithAws(), 0),
        new("a node labelled as one of Fargate", () => new FakeCluster().With(Make.Node("n1") with { Metadata = Make.Meta("n1", "", ("eks.amazonaws.com/compute-type", "fargate")) }, Make.Node("n2")).WithAws(), 1),
        new("one machine under two names", () => new FakeCluster().With(Make.Node("n1"), Make.Node("n1") with { Metadata = Make.Meta("n2", "") }).WithAws(), 0.5m),
    ];

    internal override IEnumerable<Hostile> Hostiles =>
    [
        // The oldest thousand are judged.
        new("ten thousand younger nodes", c => c.With(Enumerable.Range(0, 10_000).Select(i => Younger(Make.Node($"many-{i}", ready: false))))),
    ];

    private static bool IsFirst(Node node) => node.Metadata.Name == "n1";

    private static FakeCluster Two() => new FakeCluster().With(Make.Node("n1"), Make.Node("n2"));

    private static Node AutoNode(string name) => Make.Node(name) with { Metadata = Make.Meta(name, "", ("eks.amazonaws.com/compute-type", "auto")) };

    private static Node Younger(Node node) => node with { Metadata = node.Metadata with { CreationTimestamp = FakeCluster.Now } };

    private static Node Hybrid(string name) => Make.Node(name) with { Spec = new NodeSpec { ProviderID = $"eks-hybrid:///ap-northeast-2/student-07/{name}" } };
}
