using System.Text.RegularExpressions;
using EksGrader.Checks.Core;
using EksGrader.Tests.Real.Fixtures;
using EksGrader.Tests.Real.Grading;
using EksGrader.Tests.Support.Testbed;

namespace EksGrader.Tests.Real.Checks;

/// <summary>The rules of the check <c>nodes</c> on a real API server.</summary>
[Collection(ApiServerFixture.Collection)]
public sealed partial class NodesStatesTests(ApiServerFixture server) : IAsyncDisposable
{
    private const string Fargate = "aws:///ap-northeast-2a/0123456789/fargate-ip-10-0-1-7.ap-northeast-2.compute.internal";
    private const string Hybrid = "eks-hybrid:///ap-northeast-2/eks-cluster/mi-0123456789abcdef0";
    private readonly GradingStack grading = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => grading.DisposeAsync();

    [Theory]
    [InlineData(0, Outcome.Failed, 0)]
    [InlineData(1, Outcome.Partial, 0.5)]
    [InlineData(2, Outcome.Passed, 1)]
    [InlineData(3, Outcome.Partial, 0.5)]
    public async Task Nodes_TwoAskedForExactly_AreCounted(int usable, Outcome outcome, double share)
    {
        await using var state = await server.EmptyAsync(Token);
        await PutAsync(state, usable);

        var verdict = await grading.JudgeAsync(state.Access, "nodes");

        Assert.Equal((outcome, (decimal)share), (verdict.Outcome, verdict.Share));
    }

    [Fact]
    public async Task Nodes_MoreThanAtLeastAskedFor_Passes()
    {
        await using var state = await server.EmptyAsync(Token);
        await PutAsync(state, 3);

        var verdict = await grading.JudgeAsync(state.Access, "nodes", ("match", "atLeast"));

        Assert.Equal(Outcome.Passed, verdict.Outcome);
    }

    [Theory]
    [InlineData("not ready", false, null, false, null, true)]
    [InlineData("unknown", null, null, false, null, true)]
    [InlineData("cordoned", true, null, true, null, false)]
    [InlineData("of another cloud", true, "gce://project/zone/node", false, null, false)]
    [InlineData("without a machine", true, "", false, null, false)]
    [InlineData("of Fargate", true, Fargate, false, "fargate", false)]
    [InlineData("of Fargate without its label", true, Fargate, false, null, false)]
    [InlineData("of EKS Hybrid Nodes", true, Hybrid, false, "hybrid", false)]
    public async Task Nodes_OneOfTwoIsNotUsable_IsPartial(string why, bool? ready, string? providerId, bool cordoned, string? computeType, bool mayStillComeTrue)
    {
        await using var state = await server.EmptyAsync(Token);
        await PutAsync(state, 1);
        await state.PutAsync(Kind.Node, Nodes.Describe("other", ready, providerId, cordoned, computeType));

        var verdict = await grading.JudgeAsync(state.Access, "nodes");

        Assert.True(verdict is { Outcome: Outcome.Partial, Share: 0.5m }, $"A node that is {why} counts.");
        Assert.Equal(mayStillComeTrue, verdict.MayStillComeTrue);
        Assert.Contains(verdict.Feedback, f => f.En.Contains("other", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("auto", null, "match", "exact")]
    [InlineData("fargate", Fargate, "countFargate", true)]
    [InlineData("fargate", "aws:///ap-northeast-2a/i-0123456789abcdef0", "match", "exact")] // an instance, whatever its label says
    [InlineData("hybrid", Hybrid, "countHybrid", true)]
    public async Task Nodes_OfAutoModeAndThoseThatAreCounted_Count(string computeType, string? providerId, string parameter, object value)
    {
        await using var state = await server.EmptyAsync(Token);
        await PutAsync(state, 1);
        await state.PutAsync(Kind.Node, Nodes.Describe("other", providerId: providerId, computeType: computeType));

        var verdict = await grading.JudgeAsync(state.Access, "nodes", (parameter, value));

        Assert.Equal(Outcome.Passed, verdict.Outcome);
    }

    [Fact]
    public async Task Nodes_UnderTwoNamesOfOneMachine_CountOnce()
    {
        await using var state = await server.EmptyAsync(Token);
        await state.PutAsync(Kind.Node, Nodes.Describe("node-1", providerId: "aws:///ap-northeast-2a/i-0123456789abcdef0"));
        await state.PutAsync(Kind.Node, Nodes.Describe("node-2", providerId: "aws:///ap-northeast-2a/i-0123456789abcdef0"));

        Assert.Equal(0.5m, (await grading.JudgeAsync(state.Access, "nodes")).Share);
    }

    [Fact]
    public async Task Nodes_TwoUsableAndOneCordoned_AreTooManyAndMayStillComeTrue()
    {
        await using var state = await server.EmptyAsync(Token);
        await PutAsync(state, 2);
        await state.PutAsync(Kind.Node, Nodes.Describe("draining", cordoned: true));

        var verdict = await grading.JudgeAsync(state.Access, "nodes");

        Assert.Equal((0.5m, true), (verdict.Share, verdict.MayStillComeTrue));
    }

    [Fact]
    public async Task Nodes_OneBeingDeleted_DoesNotCount()
    {
        await using var state = await server.EmptyAsync(Token);
        await PutAsync(state, 1);
        await state.BeginDeletionAsync(Kind.Node, await state.PutAsync(Kind.Node, Nodes.Describe("leaving", held: true)));

        var verdict = await grading.JudgeAsync(state.Access, "nodes");

        Assert.Equal((Outcome.Partial, false), (verdict.Outcome, verdict.MayStillComeTrue));
    }

    [Fact]
    public async Task Nodes_NotReadyLongAfterJoining_WillNotComeTrue()
    {
        await using var state = await server.EmptyAsync(Token);
        await state.PutAsync(Kind.Node, Nodes.Describe("late", ready: false));
        await using var later = new GradingStack(ahead: TimeSpan.FromMinutes(6));

        Assert.True((await grading.JudgeAsync(state.Access, "nodes")).MayStillComeTrue);
        Assert.False((await later.JudgeAsync(state.Access, "nodes")).MayStillComeTrue);
    }

    [Fact]
    public async Task Nodes_Evidence_IsWhatKubectlPrints()
    {
        await using var state = await server.EmptyAsync(Token);
        await PutAsync(state, 1);
        await state.PutAsync(Kind.Node, Nodes.Describe("a-node-with-a-long-name", ready: false, cordoned: true));

        var verdict = await grading.JudgeAsync(state.Access, "nodes");
        var printed = await state.Plane.Kubectl.RunAsync("get nodes", Token);

        var evidence = Assert.Single(verdict.Evidence);
        Assert.Equal("kubectl get nodes", evidence.Title);
        Assert.Equal(WithoutAge(printed), WithoutAge(evidence.Text));
    }

    private static async Task PutAsync(ClusterState state, int usable)
    {
        for (var n = 1; n <= usable; n++)
        {
            await state.PutAsync(Kind.Node, Nodes.Describe($"node-{n}"));
        }
    }

    // The seconds go on between the two observations.
    private static string WithoutAge(string table) => Age().Replace(table, " AGE ").TrimEnd();

    [GeneratedRegex(@" +([0-9]+[smh]|AGE) +", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Age();
}
