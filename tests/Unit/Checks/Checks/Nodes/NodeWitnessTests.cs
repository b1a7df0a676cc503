using EksGrader.Checks.Aws;
using EksGrader.Checks.Checks.Nodes;
using EksGrader.Checks.Checks.Replicas;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Tests.Unit.Checks.Checks.Replicas;
using EksGrader.Tests.Unit.Fakes;

namespace EksGrader.Tests.Unit.Checks.Checks.Nodes;

/// <summary>What AWS says of nodes: what it may contradict, and the honest clusters that must not lose a point by it.</summary>
public sealed class NodeWitnessTests
{
    private static readonly AwsInstance Running = new() { Id = "", State = "running", VpcId = "vpc-1" };
    private readonly NodesCheck check = new();

    [Fact]
    public async Task Nodes_ThatAwsKnows_AreConfirmedByOneCall()
    {
        var cluster = Two().WithAws();

        var verdict = await cluster.JudgeAsync(check);

        Assert.Equal((Outcome.Passed, Assurance.Aws), (verdict.Outcome, verdict.Assurance));
        Assert.Single(cluster.Log.Keys, k => k.StartsWith("aws ec2", StringComparison.Ordinal));
        Assert.Empty(cluster.Aws.AskedAlone);
        Assert.Equal(TimeSpan.Zero, cluster.Log.Paused);
    }

    [Fact]
    public async Task Nodes_WithoutAwsAccess_StandOnTheClustersWord()
    {
        var verdict = await Two().JudgeAsync(check);
        Assert.Equal((Outcome.Passed, Assurance.Cluster), (verdict.Outcome, verdict.Assurance));
    }

    [Fact]
    public async Task Nodes_ForgedByAnAdministrator_EarnNothingAndShowBothAnswers()
    {
        var cluster = Two().WithAws(a => a.Instance = _ => null);

        var verdict = await cluster.JudgeAsync(check);

        Assert.Equal((Outcome.Failed, Assurance.Aws), (verdict.Outcome, verdict.Assurance));
        Assert.Equal("0 of 2 nodes are ready", verdict.Summary.En);
        Assert.Contains(verdict.Feedback, f => f.En.Contains("AWS has no such running machine", StringComparison.Ordinal));
        Assert.Contains(verdict.Evidence, e => e.Title.Contains("--filters Name=instance-id", StringComparison.Ordinal) && e.Text.Contains("not found", StringComparison.Ordinal));
        Assert.Contains(verdict.Evidence, e => e.Title.Contains("--instance-ids", StringComparison.Ordinal) && e.Text.Contains("InvalidInstanceID.NotFound", StringComparison.Ordinal));
        Assert.Equal(Cluster.SecondReadAfter, cluster.Log.Paused);
        Assert.Equal(2, cluster.Aws.AskedAlone.Count);
    }

    [Fact]
    public async Task Nodes_OneRealAndOneForged_CountTheRealOne() =>
        Assert.Equal(0.5m, (await Two().WithAws(a => a.Instance = id => id == Make.InstanceId("n1") ? Running with { Id = id } : null).JudgeAsync(check)).Share);

    // Karpenter and Spot replace nodes: the instance ends before its node is gone, whatever the node's age.
    [Fact]
    public async Task Nodes_OldOneWhoseInstanceIsBeingReplaced_IsLookedAtAgain()
    {
        var old = new[] { Make.Node("n1"), Make.Node("n2") }.Select(n => n with { Metadata = n.Metadata with { CreationTimestamp = FakeCluster.Now.AddHours(-1) } }).ToList();

        var first = await Ending(new FakeCluster().With(old)).JudgeAsync(check);
        var second = await Ending(new FakeCluster().With(old[0], Make.Node("n3"))).JudgeAsync(check);

        Assert.Equal((0.5m, true), (first.Share, first.MayStillComeTrue));
        Assert.Equal((1m, Assurance.Aws), (second.Share, second.Assurance));

        static FakeCluster Ending(FakeCluster cluster) =>
            cluster.WithAws(a => a.Instance = id => Running with { Id = id, State = id == Make.InstanceId("n2") ? "shutting-down" : "running" });
    }

    public static TheoryData<string> Lies => [.. Forged.Keys];

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task Nodes_OfNoInstance_DoNotCount(string lie) =>
        Assert.Equal(0.5m, (await new FakeCluster().With(Make.Node("n1"), Forged[lie]).WithAws(a => a.Holds = (_, _) => false).JudgeAsync(check, ("countFargate", true))).Share);

    [Fact]
    public async Task Nodes_OfAnotherVpc_DoNotCount()
    {
        var verdict = await Two().WithAws(a => a.Instance = id => Running with { Id = id, VpcId = "vpc-2" }).JudgeAsync(check);
        Assert.Equal(Outcome.Failed, verdict.Outcome);
        Assert.Contains(verdict.Evidence, e => e.Text.Contains("vpc-2", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("shutting-down")]
    [InlineData("terminated")]
    [InlineData("stopping")]
    [InlineData("stopped")]
    public async Task Nodes_WhoseInstanceEnds_DoNotCount(string state) =>
        Assert.Equal(Outcome.Failed, (await Two().WithAws(a => a.Instance = id => Running with { Id = id, State = state }).JudgeAsync(check)).Outcome);

    [Fact]
    public async Task Nodes_ForgedInGreatNumber_AreNotAskedForOneByOneWithoutEnd()
    {
        var cluster = new FakeCluster().With(Enumerable.Range(1, 1500).Select(i => Make.Node($"n{i}"))).WithAws(a => a.Instance = _ => null);

        var verdict = await cluster.JudgeAsync(check);

        Assert.Equal(Outcome.Failed, verdict.Outcome);
        Assert.Equal(50, cluster.Aws.AskedAlone.Count);
        Assert.Equal(6, cluster.Log.Keys.Count(k => k.StartsWith("aws ec2", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Nodes_ForgedAndJustMade_AreLookedAtAgain()
    {
        var young = new[] { Make.Node("n1"), Make.Node("n2") }.Select(n => n with { Metadata = n.Metadata with { CreationTimestamp = FakeCluster.Now.AddMinutes(-1) } });
        Assert.True((await new FakeCluster().With(young).WithAws(a => a.Instance = _ => null).JudgeAsync(check)).MayStillComeTrue);
    }

    public static TheoryData<string> Honest => [.. Honests.Keys];

    [Theory]
    [MemberData(nameof(Honest))]
    public async Task Nodes_OfAnHonestCluster_LoseNoPoint(string kind)
    {
        var verdict = await Honests[kind]().JudgeAsync(check, ("countFargate", true), ("countHybrid", true));
        Assert.Equal((Outcome.Passed, 1m), (verdict.Outcome, verdict.Share));
        Assert.Equal(kind.Contains("hybrid", StringComparison.Ordinal) ? Assurance.Cluster : Assurance.Aws, verdict.Assurance);
    }

    public static TheoryData<string> Silent => [.. Silences.Keys];

    [Theory]
    [MemberData(nameof(Silent))]
    public async Task Nodes_WhoseWitnessDoesNotAnswer_StandOnTheClustersWord(string why)
    {
        var verdict = await Two().WithAws(Silences[why]).JudgeAsync(check);
        Assert.Equal((Outcome.Passed, Assurance.Cluster), (verdict.Outcome, verdict.Assurance));
    }

    [Theory]
    [MemberData(nameof(Silent))]
    public async Task Nodes_WhoseWitnessDoesNotAnswer_AreUnknownWhereTheAssignmentAsksForAws(string why)
    {
        var verdict = await Two().WithAws(Silences[why]).By(r => r with { Assurance = Assurance.Aws }).JudgeAsync(check);
        Assert.Equal(Outcome.Unknown, verdict.Outcome);
        Assert.Equal(why.Contains("denied", StringComparison.Ordinal) ? FaultDomain.Student : FaultDomain.Aws, verdict.Fault);
    }

    [Fact]
    public async Task Nodes_OfHybridMachines_AreUnknownWhereTheAssignmentAsksForAws()
    {
        var verdict = await Hybrid().WithAws().By(r => r with { Assurance = Assurance.Aws }).JudgeAsync(check, ("countHybrid", true));
        Assert.Equal((Outcome.Unknown, FaultDomain.Student), (verdict.Outcome, verdict.Fault));
    }

    [Fact]
    public async Task Nodes_OfAFargateAddressThatNothingHolds_AreAskedForTwice()
    {
        var cluster = new FakeCluster().With(Make.Fargate("f1"), Make.Fargate("f2")).WithAws(a => a.Holds = (_, _) => false);

        var verdict = await cluster.JudgeAsync(check, ("countFargate", true));

        Assert.Equal(Outcome.Failed, verdict.Outcome);
        Assert.Equal(2, cluster.Log.Keys.Count(k => k.StartsWith("aws ec2 describe-network-interfaces", StringComparison.Ordinal)));
        Assert.Equal(2, verdict.Evidence.Count(e => e.Title.StartsWith("aws ec2 describe-network-interfaces", StringComparison.Ordinal)));
        Assert.Equal(Cluster.SecondReadAfter, cluster.Log.Paused);
    }

    [Fact]
    public async Task Replicas_OnForgedNodes_EarnNothing()
    {
        var verdict = await ReplicasCheckTests.Deployed(Make.Deployment("web", 2), 2).WithAws(a => a.Instance = _ => null).JudgeAsync(new ReplicasCheck());

        Assert.Equal((Outcome.Failed, Assurance.Aws), (verdict.Outcome, verdict.Assurance));
        Assert.Contains(verdict.Feedback, f => f.En.Contains("which AWS does not know", StringComparison.Ordinal));
        Assert.Contains(verdict.Evidence, e => e.Title.Contains("--instance-ids", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Replicas_OfWhichOneIsOnAForgedNode_CountTheOther()
    {
        var deployment = Make.Deployment("web", 2);
        var revision = Make.Revision(deployment);
        var cluster = Two().With(deployment).With(revision).With(Make.Pod("a", revision.Metadata), Make.Pod("b", revision.Metadata, node: "n2"))
            .WithAws(a => a.Instance = id => id == Make.InstanceId("n1") ? Running with { Id = id } : null);
        Assert.Equal(0.5m, (await cluster.JudgeAsync(new ReplicasCheck())).Share);
    }

    [Theory]
    [InlineData(true, Assurance.Aws)]
    [InlineData(false, Assurance.Cluster)]
    public async Task Replicas_OnHonestNodes_HaveTheAssuranceOfTheirNodes(bool answers, Assurance assurance)
    {
        var verdict = await ReplicasCheckTests.Deployed(Make.Deployment("web", 2), 2)
            .WithAws(a => a.InstancesFault = answers ? null : Faults.Denied("ec2:DescribeInstances")).JudgeAsync(new ReplicasCheck());
        Assert.Equal((Outcome.Passed, assurance), (verdict.Outcome, verdict.Assurance));
    }

    [Fact]
    public async Task Replicas_OnAnUnconfirmedNodeThatHoldsNoneOfTheirPods_AreConfirmed()
    {
        var verdict = await ReplicasCheckTests.Deployed(Make.Deployment("web", 2), 2).With(HybridNode("h1")).WithAws().JudgeAsync(new ReplicasCheck());
        Assert.Equal(Assurance.Aws, verdict.Assurance);
    }

    [Fact]
    public async Task Replicas_OnFargate_CountAndAreConfirmed()
    {
        var cluster = ReplicasCheckTests.Deployed(Make.Deployment("web", 2), 2, new FakeCluster().With(Make.Fargate("n1"))).WithAws();
        var verdict = await cluster.JudgeAsync(new ReplicasCheck());
        Assert.Equal((Outcome.Passed, Assurance.Aws), (verdict.Outcome, verdict.Assurance));
    }

    private static FakeCluster Two() => new FakeCluster().With(Make.Node("n1"), Make.Node("n2"));

    private static FakeCluster Hybrid() => new FakeCluster().With(HybridNode("h1"), HybridNode("h2"));

    private static Node HybridNode(string name) => Make.Node(name) with { Spec = new NodeSpec { ProviderID = $"eks-hybrid:///ap-northeast-2/student-07/mi-{name}" } };

    private static Node WithMachine(string provider) => Make.Node("n2") with { Spec = new NodeSpec { ProviderID = provider } };

    private static readonly Dictionary<string, Node> Forged = new(StringComparer.Ordinal)
    {
        ["no id at all"] = WithMachine("aws:///"),
        ["no id of EC2"] = WithMachine("aws:///ap-northeast-2a/i-forged"),
        ["upper case"] = WithMachine("aws:///ap-northeast-2a/i-0123456789ABCDEF0"),
        ["too long"] = WithMachine("aws:///ap-northeast-2a/i-0123456789abcdef01"),
        ["another kind of machine"] = WithMachine("aws:///ap-northeast-2a/mi-0123456789abcdef0"),
        ["a filter of many"] = WithMachine("aws:///ap-northeast-2a/i-*"),
        ["fargate whose address nothing holds"] = Make.Fargate("f1"),
        ["fargate without an address"] = Make.Fargate("f1") with { Status = Make.Node("f1").Status with { Addresses = [] } },
        ["fargate by its label alone"] = WithMachine("aws:///ap-northeast-2a/x") with { Metadata = Make.Meta("n2", "", ("eks.amazonaws.com/compute-type", "fargate")) },
    };

    private static readonly Dictionary<string, Func<FakeCluster>> Honests = new(StringComparer.Ordinal)
    {
        ["custom host names"] = () => Two().WithAws(a => a.Instance = id => Running with { Id = id, PrivateDnsName = "something.else.internal" }),
        ["no tags, or those of another cluster"] = () => Two().WithAws(a => a.Instance = id => Running with { Id = id, Clusters = ["another"] }),
        ["hybrid nodes"] = () => Hybrid().WithAws(a => a.Instance = _ => null),
        ["fargate"] = () => new FakeCluster().With(Make.Fargate("f1"), Make.Fargate("f2")).WithAws(a => a.Instance = _ => null),
        ["fargate whose interface is seen late"] = () => new FakeCluster().With(Make.Fargate("f1"), Make.Fargate("f2")).WithAws(a => a.Holds = (_, again) => again),
        ["auto mode, hidden from the filter"] = () => Two().WithAws(a => (a.Instance, a.InstanceById) = (_ => null, id => Running with { Id = id })),
        ["karpenter"] = () => new FakeCluster().With(new[] { "n1", "n2" }.Select(n => Make.Node(n) with { Metadata = Make.Meta(n, "", ("karpenter.sh/nodepool", "default")) })).WithAws(),
        ["an instance that is listed late"] = () => Two().WithAws(a => (a.Instance, a.InstanceById) = (id => id == Make.InstanceId("n1") ? Running with { Id = id } : null, id => Running with { Id = id })),
        ["an instance whose state lags"] = () => Two().WithAws(a => a.Instance = id => Running with { Id = id, State = "pending" }),
        // The subnets of a shared VPC belong to another account; the instances, and the cluster, to this one.
        ["a shared vpc"] = () => Two().WithAws(a => (a.Vpc, a.Instance) = ("vpc-of-another-account", id => Running with { Id = id, VpcId = "vpc-of-another-account" })),
        ["an instance of long ago"] = () => new FakeCluster().With(Make.Node("n1"), WithMachine("aws:///ap-northeast-2a/i-01234567")).WithAws(),
    };

    private static readonly Dictionary<string, Action<FakeAws>> Silences = new(StringComparer.Ordinal)
    {
        ["denied"] = a => a.InstancesFault = Faults.Denied("ec2:DescribeInstances"),
        ["throttled"] = a => a.InstancesFault = Faults.Throttled,
        ["the second question denied"] = a => (a.Instance, a.SecondFault) = (_ => null, Faults.Denied("ec2:DescribeInstances")),
        ["the second question throttled"] = a => (a.Instance, a.SecondFault) = (_ => null, Faults.Throttled),
        ["describe-cluster denied, in an account without them"] = a => (a.ClusterFault, a.Instance) = (Faults.Denied("eks:DescribeCluster"), _ => null),
        ["no vpc told"] = a => a.Vpc = null,
    };
}
