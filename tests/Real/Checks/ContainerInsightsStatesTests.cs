using EksGrader.Checks.Core;
using EksGrader.Tests.Real.Fixtures;
using EksGrader.Tests.Real.Grading;
using EksGrader.Tests.Support.Testbed;

namespace EksGrader.Tests.Real.Checks;

/// <summary>The rules of the check <c>container-insights</c> on a real API server, without AWS access: three facts share the whole.</summary>
[Collection(ApiServerFixture.Collection)]
public sealed class ContainerInsightsStatesTests(ApiServerFixture server) : IAsyncDisposable
{
    private const string Right = """{"kubernetes":{}}""";
    private readonly GradingStack grading = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => grading.DisposeAsync();

    [Theory]
    [InlineData(Right)]
    [InlineData("""{"kubernetes":{"cluster_name":""}}""")]
    [InlineData("""{"kubernetes":{"cluster_name":"my-cluster"}}""")]
    public async Task ContainerInsights_ClassicAndRunningEverywhere_Passes(string collected)
    {
        await using var state = await TwoNodesAsync();
        var insights = new ContainerInsights(state);
        await insights.AgentAsync(ready: 2);
        await insights.ClassicAsync(collected);

        var verdict = await JudgeAsync(state);

        Assert.Equal(Outcome.Passed, verdict.Outcome);
        Assert.Contains(verdict.Feedback, f => f.En.Contains("Without AWS access", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ContainerInsights_OfTheAddOn_Passes()
    {
        await using var state = await TwoNodesAsync();
        var insights = new ContainerInsights(state);
        await insights.AgentAsync(ready: 2);
        await insights.AddOnAsync("""{"logs":{"metrics_collected":{"kubernetes":{"enhanced_container_insights":true}}}}""");

        Assert.Equal(Outcome.Passed, (await JudgeAsync(state)).Outcome);
    }

    [Fact]
    public async Task ContainerInsights_OfTheAddOnWithoutItsSection_LacksTheConfiguration()
    {
        await using var state = await TwoNodesAsync();
        var insights = new ContainerInsights(state);
        await insights.AgentAsync(ready: 2);
        await insights.AddOnAsync("""{"logs":{"metrics_collected":{"emf":{}}}}""");

        Assert.Equal((2, 3), FactsOf(await JudgeAsync(state)));
    }

    [Fact]
    public async Task ContainerInsights_ByTheAddOnsConfigMap_Passes()
    {
        await using var state = await TwoNodesAsync();
        var insights = new ContainerInsights(state);
        await insights.AgentAsync(ready: 2);
        await insights.ConfigMapAsync("cloudwatch-agent", "cwagentconfig.json", """{"logs":{"metrics_collected":{"kubernetes":{}}}}""");

        Assert.Equal(Outcome.Passed, (await JudgeAsync(state)).Outcome);
    }

    [Fact]
    public async Task ContainerInsights_NothingThere_Fails()
    {
        await using var state = await TwoNodesAsync();

        var verdict = await JudgeAsync(state);

        Assert.Equal((Outcome.Failed, false), (verdict.Outcome, verdict.MayStillComeTrue));
    }

    [Fact]
    public async Task ContainerInsights_NotOnEveryNodeYet_LacksOneFactAndMayStillComeTrue()
    {
        await using var state = await TwoNodesAsync();
        var insights = new ContainerInsights(state);
        await insights.AgentAsync(ready: 1);
        await insights.ClassicAsync(Right);

        var verdict = await JudgeAsync(state);

        Assert.Equal((2, 3), FactsOf(verdict));
        Assert.True(verdict.MayStillComeTrue);
    }

    [Fact]
    public async Task ContainerInsights_NotOnAFargateNode_Passes()
    {
        await using var state = await TwoNodesAsync();
        await state.PutAsync(Kind.Node, Nodes.Describe("fargate-node", computeType: "fargate"));
        var insights = new ContainerInsights(state);
        await insights.AgentAsync(ready: 2);
        await insights.ClassicAsync(Right);

        Assert.Equal(Outcome.Passed, (await JudgeAsync(state)).Outcome);
    }

    [Fact]
    public async Task ContainerInsights_WithoutAnyNode_NeedsOneReadyAgent()
    {
        await using var state = await server.EmptyAsync(Token);
        var insights = new ContainerInsights(state);
        await insights.AgentAsync(ready: 0);
        await insights.ClassicAsync(Right);

        Assert.Equal((2, 3), FactsOf(await JudgeAsync(state)));
    }

    [Theory]
    [InlineData("cwagentconfig", "cwagentconfig.json", "logs: {}")]
    [InlineData("cwagentconfig", "cwagentconfig.json", """{"logs":{"metrics_collected":{"emf":{}}}}""")]
    [InlineData("cwagentconfig", "cwagentconfig.json", """{"logs":{"metrics_collected":{"kubernetes":{"cluster_name":"{{cluster_name}}"}}}}""")]
    [InlineData("cwagentconfig", "config.json", """{"logs":{"metrics_collected":{"kubernetes":{}}}}""")]
    [InlineData("config", "cwagentconfig.json", """{"logs":{"metrics_collected":{"kubernetes":{}}}}""")]
    public async Task ContainerInsights_WrongConfiguration_LacksThatFact(string map, string key, string text)
    {
        await using var state = await TwoNodesAsync();
        var insights = new ContainerInsights(state);
        await insights.AgentAsync(ready: 2);
        await insights.ConfigMapAsync(map, key, text);

        Assert.Equal((2, 3), FactsOf(await JudgeAsync(state)));
    }

    [Fact]
    public async Task ContainerInsights_BehindMoreThanOnePageOfConfigMaps_IsFound()
    {
        await using var state = await TwoNodesAsync();
        var insights = new ContainerInsights(state);
        await insights.AgentAsync(ready: 2);
        await insights.ClassicAsync(Right);
        // A page holds 500, in the order of names.
        await Task.WhenAll(Enumerable.Range(0, 501).Select(n => insights.ConfigMapAsync($"another-{n}", "key", "value")));

        var look = await grading.ObserveAsync(state.Access, GradingStack.Assignment("container-insights"));

        Assert.Equal(Outcome.Passed, look.Verdicts.Values.Single().Outcome);
    }

    private static (int Holding, int All) FactsOf(Verdict verdict) => ((int)Math.Round((verdict.Share ?? 0) * 3), 3);

    private Task<Verdict> JudgeAsync(ClusterState state) => grading.JudgeAsync(state.Access, "container-insights");

    private async Task<ClusterState> TwoNodesAsync()
    {
        var state = await server.EmptyAsync(Token);
        await state.PutAsync(Kind.Node, Nodes.Describe("node-1"));
        await state.PutAsync(Kind.Node, Nodes.Describe("node-2"));
        return state;
    }
}
