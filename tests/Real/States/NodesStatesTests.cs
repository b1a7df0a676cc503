using System.Text.RegularExpressions;
using EksGrader.Checks;
using EksGrader.Tests.Real.Fixtures;
using EksGrader.Tests.Real.Grading;

namespace EksGrader.Tests.Real.States;

/// <summary>The rules of the check <c>nodes</c> on a real API server.</summary>
[Collection(ApiServerFixture.Collection)]
public sealed partial class NodesStatesTests(ApiServerFixture server) : IAsyncDisposable
{
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
    [InlineData("of Fargate", true, null, false, "fargate", false)]
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
    [InlineData("auto", false)]
    [InlineData("fargate", true)]
    public async Task Nodes_OfAutoModeOrOfCountedFargate_Count(string computeType, bool countFargate)
    {
        await using var state = await server.EmptyAsync(Token);
        await PutAsync(state, 1);
        await state.PutAsync(Kind.Node, Nodes.Describe("other", computeType: computeType));

        var verdict = await grading.JudgeAsync(state.Access, "nodes", ("countFargate", countFargate));

        Assert.Equal(Outcome.Passed, verdict.Outcome);
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

    // The seconds go on between the two looks.
    private static string WithoutAge(string table) => Age().Replace(table, " AGE ").TrimEnd();

    [GeneratedRegex(@" +([0-9]+[smh]|AGE) +", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Age();
}
