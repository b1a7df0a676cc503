using EksGrader.Checks.Checks;
using EksGrader.Checks.Checks.Nodes;
using EksGrader.Checks.Checks.Replicas;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Tests.Unit.Checks.Integrity;
using EksGrader.Tests.Unit.Fakes;

namespace EksGrader.Tests.Unit.Checks.Checks.Nodes;

/// <summary>One machine of AWS is one node, however often an administrator writes it; and honest clusters that look like it.</summary>
public sealed class OneMachineTests
{
    public static TheoryData<string> Spellings =>
    [
        "aws:///us-east-1b/INSTANCE", "aws:////INSTANCE", "aws:///INSTANCE", "aws:///ap-northeast-2a//INSTANCE", "aws:///ap-northeast-2a/INSTANCE",
    ];

    [Theory]
    [MemberData(nameof(Spellings))]
    public async Task Nodes_OfOneInstanceInAnySpelling_CountOnce(string provider)
    {
        var cluster = new FakeCluster().With(Make.Node("n1"), Second("n2", provider));
        Assert.Equal(0.5m, (await cluster.JudgeAsync(new NodesCheck())).Share);
        Assert.Equal(0.5m, (await cluster.WithAws().JudgeAsync(new NodesCheck())).Share);
    }

    [Theory]
    [MemberData(nameof(Spellings))]
    public async Task Replicas_OnASecondNodeOfOneInstance_DoNotCount(string provider)
    {
        var cluster = TwoReplicas(Make.Node("n1"), Second("n2", provider));
        Assert.Equal(0.5m, (await cluster.JudgeAsync(new ReplicasCheck())).Share);

        var verdict = await cluster.WithAws().JudgeAsync(new ReplicasCheck());

        Assert.Equal(0.5m, verdict.Share);
        Assert.Contains(verdict.Feedback, f => f.En.Contains("n2, which is the same machine as an older node", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Replicas_OnTheOlderOfTwoNodes_CountThoughTheOtherIsListedFirst()
    {
        var verdict = await TwoReplicas(Second("n2", "aws:///INSTANCE"), Make.Node("n1")).WithAws().JudgeAsync(new ReplicasCheck());
        Assert.Equal(0.5m, verdict.Share);
        Assert.Contains(verdict.Feedback, f => f.En.Contains("default/b is on node n2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task FargateNodes_OfOneAddress_CountOnce()
    {
        var second = Make.Fargate("f2") with { Status = Make.Fargate("f1").Status };
        var cluster = new FakeCluster().With(Make.Fargate("f1"), second).WithAws();
        Assert.Equal(0.5m, (await cluster.JudgeAsync(new NodesCheck(), ("countFargate", true))).Share);
    }

    [Fact]
    public async Task FargateNodes_AtTheAddressOfAnInstance_DoNotCount()
    {
        var forged = Make.Fargate("n2") with { Status = Make.Node("n1").Status };
        var cluster = TwoReplicas(forged, Make.Node("n1")).WithAws();
        Assert.Equal(0.5m, (await cluster.JudgeAsync(new NodesCheck(), ("countFargate", true))).Share);
        Assert.Equal(0.5m, (await cluster.JudgeAsync(new ReplicasCheck())).Share);
    }

    [Fact]
    public async Task Nodes_OldAndNotReadyBesideTheNewOneOfTheirInstance_LoseNothing()
    {
        var old = Second("old", "aws:///ap-northeast-2a/INSTANCE", ready: false) is var n ? n with { Metadata = n.Metadata with { CreationTimestamp = FakeCluster.Now.AddDays(-3) } } : n;
        var cluster = TwoReplicas(old, Make.Node("n1"), Make.Node("n2")).WithAws();
        Assert.Equal((Outcome.Passed, Assurance.Aws), await OfAsync(new NodesCheck()));
        Assert.Equal((Outcome.Passed, Assurance.Aws), await OfAsync(new ReplicasCheck()));
        Assert.DoesNotContain("sameMachine", await IntegrityRulesTests.FindAsync(cluster, IntegrityRulesTests.OfNodes));

        async Task<(Outcome, Assurance?)> OfAsync(ICheck check) => await cluster.JudgeAsync(check) is var v ? (v.Outcome, v.Assurance) : default;
    }

    [Fact]
    public async Task FargateNode_AtTheAddressOfAnInstanceThatIsGone_Counts()
    {
        var gone = Make.Node("gone", ready: false) with { Status = Make.Node("gone", ready: false).Status with { Addresses = Make.Fargate("f1").Status.Addresses } };
        var cluster = new FakeCluster().With(gone).With(Make.Fargate("f1"), Make.Fargate("f2")).WithAws(a => a.Instance = _ => null);
        Assert.Equal(1m, (await cluster.JudgeAsync(new NodesCheck(), ("countFargate", true))).Share);
    }

    [Fact]
    public async Task Nodes_WithoutAProviderId_AreMachinesOfTheirOwn()
    {
        var nodes = new[] { "n1", "n2" }.Select(n => Make.Node(n) with { Spec = new NodeSpec() }).ToArray();
        Assert.Equal(1m, (await TwoReplicas(nodes).By(r => r with { RequireEks = false }).JudgeAsync(new ReplicasCheck())).Share);
    }

    [Theory]
    [InlineData("aws:///us-east-1b/INSTANCE", true)]
    [InlineData("aws:///ap-northeast-2a/i-0123456789abcdef0", false)]
    public async Task Sign_TwoReadyNodesOfOneMachine_IsThere(string provider, bool same)
    {
        var cluster = new FakeCluster().With(Make.Node("n1"), Second("n2", provider));
        Assert.Equal(same, (await IntegrityRulesTests.FindAsync(cluster, IntegrityRulesTests.OfNodes)).Contains("sameMachine"));
    }

    // A Node of the machine of n1, made a minute ago.
    private static Node Second(string name, string provider, bool ready = true) => Make.Node(name, ready) is var node
        ? node with
        {
            Metadata = node.Metadata with { CreationTimestamp = FakeCluster.Now.AddMinutes(-1) },
            Spec = new NodeSpec { ProviderID = provider.Replace("INSTANCE", Make.InstanceId("n1"), StringComparison.Ordinal) },
        }
        : node;

    private static FakeCluster TwoReplicas(params Node[] nodes)
    {
        var deployment = Make.Deployment("web", 2);
        var revision = Make.Revision(deployment);
        return new FakeCluster().With(nodes).With(deployment).With(revision).With(Make.Pod("a", revision.Metadata), Make.Pod("b", revision.Metadata, node: "n2"));
    }
}
