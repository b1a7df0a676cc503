using EksGrader.Checks.Checks.Nodes;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;
using EksGrader.Tests.Unit.Fakes;

namespace EksGrader.Tests.Unit.Checks.Checks.Nodes;

public sealed class NodesCheckTests
{
    private readonly NodesCheck check = new();

    public static TheoryData<int, int, string, Outcome, double, string> Counts => new()
    {
        { 2, 2, "exact", Outcome.Passed, 1, "2 of 2 nodes are ready" },
        { 1, 2, "exact", Outcome.Partial, 0.5, "1 of 2 nodes are ready" },
        { 2, 3, "exact", Outcome.Partial, 2 / 3d, "2 of 3 nodes are ready" },
        { 0, 2, "exact", Outcome.Failed, 0, "0 of 2 nodes are ready" },
        { 3, 2, "exact", Outcome.Partial, 0.5, "3 nodes are ready, but the assignment requires 2" },
        { 9, 2, "exact", Outcome.Partial, 0.5, "9 nodes are ready" },
        { 3, 2, "atLeast", Outcome.Passed, 1, "Meets requirement: 3 nodes are ready, at least 2 required" },
        { 1, 2, "atLeast", Outcome.Partial, 0.5, "1 of 2 nodes are ready" },
        { 0, 2, "atLeast", Outcome.Failed, 0, "0 of 2 nodes are ready" },
    };

    [Theory]
    [MemberData(nameof(Counts))]
    public async Task Nodes_Counted_GiveTheShare(int usable, int count, string match, Outcome outcome, double share, string summary)
    {
        var cluster = new FakeCluster().With(Enumerable.Range(1, usable).Select(i => Make.Node($"n{i}")));

        var verdict = await cluster.JudgeAsync(check, ("count", count), ("match", match));

        Assert.Equal(outcome, verdict.Outcome);
        Assert.Equal(share, (double)(verdict.Share ?? -1), 6);
        Assert.StartsWith(summary, verdict.Summary.En, StringComparison.Ordinal);
        Assert.Equal(outcome != Outcome.Passed, verdict.Feedback.Count > 0);
    }

    public static TheoryData<string> Flaws => [.. Broken.Keys];

    [Theory]
    [MemberData(nameof(Flaws))]
    public async Task Nodes_OneThatDoesNotCount_IsLeftOut(string flaw)
    {
        var cluster = new FakeCluster().With(Make.Node("n1"), Broken[flaw]);

        var verdict = await cluster.JudgeAsync(check);

        Assert.Equal("1 of 2 nodes are ready", verdict.Summary.En);
        Assert.Contains(verdict.Feedback, f => f.En.Contains("n2", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Flaws))]
    public async Task Nodes_BrokenBesideEnough_IsPassedUnlessItRunsAndCosts(string flaw)
    {
        var verdict = await new FakeCluster().With(Make.Node("n1"), Make.Node("n3"), Broken[flaw]).JudgeAsync(check);
        Assert.Equal(flaw == "cordoned" ? (Outcome.Partial, 0.5m, true) : (Outcome.Passed, 1m, false), (verdict.Outcome, verdict.Share, verdict.MayStillComeTrue));
    }

    [Fact]
    public async Task Nodes_OfAnInstanceThatIsLabelledFargate_AreInstances()
    {
        var labelled = Make.Node("n2") with { Metadata = Make.Meta("n2", "", ("eks.amazonaws.com/compute-type", "fargate")) };
        Assert.Equal(Outcome.Passed, (await new FakeCluster().With(Make.Node("n1"), labelled).JudgeAsync(check)).Outcome);
    }

    [Fact]
    public async Task Nodes_HybridCounted_CountsThem()
    {
        var hybrid = Make.Node("n2") with { Spec = new NodeSpec { ProviderID = "eks-hybrid:///ap-northeast-2/student-07/mi-1" } };
        Assert.Equal(Outcome.Passed, (await new FakeCluster().With(Make.Node("n1"), hybrid).JudgeAsync(check, ("countHybrid", true))).Outcome);
    }

    [Fact]
    public async Task Nodes_OneMachineUnderTwoNames_CountsTheOneThatIsUsable()
    {
        var broken = Make.Node("n2", ready: false) with { Spec = Make.Node("n1").Spec };
        Assert.Equal("1 of 2 nodes are ready", (await new FakeCluster().With(broken, Make.Node("n1")).JudgeAsync(check)).Summary.En);
    }

    [Fact]
    public async Task Nodes_FewerUsableWhileCordonedOnesMakeItTooMany_GetTheSmallerShare()
    {
        var cordoned = new[] { "c1", "c2" }.Select(n => Make.Node(n) with { Spec = Make.Node(n).Spec with { Unschedulable = true } });
        var verdict = await new FakeCluster().With([.. new[] { "n1", "n2", "n3" }.Select(n => Make.Node(n)), .. cordoned]).JudgeAsync(check, ("count", 4));
        Assert.Equal((0.5m, true), (verdict.Share, verdict.MayStillComeTrue));
    }

    [Fact]
    public async Task Nodes_FargateCounted_CountsThem()
    {
        var verdict = await new FakeCluster().With(Make.Node("n1"), Make.Fargate("n2")).JudgeAsync(check, ("countFargate", true));
        Assert.Equal(Outcome.Passed, verdict.Outcome);
    }

    [Fact]
    public async Task Nodes_OfAutoMode_Count()
    {
        var auto = Make.Node("n2") with { Metadata = Make.Meta("n2", "", ("eks.amazonaws.com/compute-type", "auto")) };
        Assert.Equal(Outcome.Passed, (await new FakeCluster().With(Make.Node("n1"), auto).JudgeAsync(check)).Outcome);
    }

    [Theory]
    [InlineData(true, Outcome.Failed)]
    [InlineData(false, Outcome.Passed)]
    public async Task Nodes_OfAnotherProvider_CountOnlyWhereEksIsNotRequired(bool requireEks, Outcome outcome)
    {
        var kinds = new[] { Make.Node("n1"), Make.Node("n2") }.Select(n => n with { Spec = new NodeSpec { ProviderID = $"kind://docker/kind/{n.Metadata.Name}" } });
        var cluster = new FakeCluster().By(r => r with { RequireEks = requireEks }).With(kinds);
        Assert.Equal(outcome, (await cluster.JudgeAsync(check)).Outcome);
    }

    [Theory]
    [InlineData(4, true)]
    [InlineData(5, false)]
    [InlineData(60, false)]
    public async Task Nodes_NotReadyAndYoung_MayStillComeTrue(int minutesOld, bool may)
    {
        var joining = Make.Node("n2", ready: false);
        joining = joining with { Metadata = joining.Metadata with { CreationTimestamp = FakeCluster.Now.AddMinutes(-minutesOld) } };
        var verdict = await new FakeCluster().With(Make.Node("n1"), joining).JudgeAsync(check);
        Assert.Equal(may, verdict.MayStillComeTrue);
    }

    [Fact]
    public async Task Nodes_TooMany_AreLookedAtAgainSinceASurplusNodeMayBeOnItsWayOut() =>
        Assert.True((await new FakeCluster().With(Make.Node("n1"), Make.Node("n2"), Make.Node("n3")).JudgeAsync(check)).MayStillComeTrue);

    [Fact]
    public async Task Nodes_MoreThanAtLeastAskedFor_DoNotSettle() =>
        Assert.False((await new FakeCluster().With(Make.Node("n1"), Make.Node("n2"), Make.Node("n3")).JudgeAsync(check, ("match", "atLeast"))).MayStillComeTrue);

    [Fact]
    public async Task Nodes_Denied_IsAReadExceptionForTheRunner()
    {
        var cluster = new FakeCluster().Without<Node>();
        var exception = await Assert.ThrowsAsync<ReadException>(async () => await cluster.JudgeAsync(check));
        Assert.Equal(FaultDomain.Student, exception.Fault.Fault);
    }

    [Fact]
    public async Task Nodes_Judged_ShowTheTableOfKubectl()
    {
        var verdict = await new FakeCluster().With(Make.Node("n1")).JudgeAsync(check);
        var evidence = Assert.Single(verdict.Evidence);
        Assert.Equal("kubectl get nodes", evidence.Title);
        Assert.Contains("n1", evidence.Text, StringComparison.Ordinal);
        Assert.Equal(FakeCluster.Now, evidence.SeenAt);
    }

    [Fact]
    public async Task Nodes_NamedByAnAttacker_AreNoCommand()
    {
        var evil = Make.Node("$(reboot)\u001b[2J", ready: false);
        var verdict = await new FakeCluster().With(Make.Node("n1"), evil).JudgeAsync(check);
        var feedback = string.Join('\n', verdict.Feedback);
        Assert.DoesNotContain('\u001b', feedback);
        Assert.Contains("kubectl describe node '$(reboot)", feedback, StringComparison.Ordinal);
    }

    private static Dictionary<string, Node> Broken => new(StringComparer.Ordinal)
    {
        ["not ready"] = Make.Node("n2", ready: false),
        ["no condition"] = Make.Node("n2") with { Status = new NodeStatus() },
        ["ready unknown"] = Make.Node("n2") with { Status = new NodeStatus { Conditions = [new Condition { Type = "Ready", Status = "Unknown" }] } },
        ["cordoned"] = Make.Node("n2") with { Spec = new NodeSpec { ProviderID = "aws:///x/i-2", Unschedulable = true } },
        ["deleted"] = Make.Node("n2") with { Metadata = Make.Meta("n2", "") with { DeletionTimestamp = FakeCluster.Now } },
        ["no provider"] = Make.Node("n2") with { Spec = new NodeSpec() },
        ["provider only resembling"] = Make.Node("n2") with { Spec = new NodeSpec { ProviderID = "xaws:///x/i-2" } },
        ["fargate"] = Make.Fargate("n2"),
        ["fargate without its label"] = Make.Fargate("n2") with { Metadata = Make.Meta("n2", "") },
        ["fargate by its label alone"] = Make.Node("n2") with { Metadata = Make.Meta("n2", "", ("eks.amazonaws.com/compute-type", "fargate")), Spec = new NodeSpec { ProviderID = "aws:///x/y" } },
        ["hybrid"] = Make.Node("n2") with { Spec = new NodeSpec { ProviderID = "eks-hybrid:///ap-northeast-2/student-07/mi-1" } },
        ["the same machine"] = Make.Node("n2") with { Spec = Make.Node("n1").Spec },
    };
}
