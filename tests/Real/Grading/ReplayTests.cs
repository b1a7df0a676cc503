using EksGrader.Checks.Core;
using EksGrader.Tests.Real.Checks;
using EksGrader.Tests.Real.Fixtures;
using EksGrader.Tests.Support.Net;
using EksGrader.Tests.Support.Testbed;
using Microsoft.AspNetCore.Http;

namespace EksGrader.Tests.Real.Grading;

/// <summary>A grade can be proved: the recording of a real grading, stored and read again, gives the very same report.</summary>
[Collection(ApiServerFixture.Collection)]
public sealed class ReplayTests(ApiServerFixture server) : IAsyncDisposable
{
    private const string Balancer = "k8s-default-web-0123456789-0123456789abcdef.elb.ap-northeast-2.amazonaws.com";
    private readonly GradingStack grading = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => grading.DisposeAsync();

    [Fact]
    public async Task Replay_OfAGoodCluster_IsTheSameReport()
    {
        await using var answer = await LoopbackServer.StartAsync(certificate: null, context => context.Response.WriteAsync("welcome", context.RequestAborted));
        await using var state = await GoodClusterAsync(answer.Port);

        var look = await grading.ObserveAsync(state.Access, handedInAddress: Balancer);

        Assert.All(look.Verdicts.Where(v => v.Key.Value != "cluster-deletion"), v => Assert.Equal(Outcome.Passed, v.Value.Outcome));
        await SameReport.AssertAsync(grading, look);
    }

    [Fact]
    public async Task Replay_OfABrokenClusterWithARightMissing_IsTheSameReport()
    {
        await using var state = await GoodClusterAsync(Ports.Free(1)[0]);
        await state.PutAsync(Kind.Node, Nodes.Describe("third", ready: false));

        var look = await grading.ObserveAsync(await ReadOnlyAccess.GrantWithoutAsync(state, "daemonsets", Token), handedInAddress: "elsewhere.example.com");

        Assert.Contains(look.Verdicts.Values, v => v.Outcome == Outcome.Unknown);
        await SameReport.AssertAsync(grading, look);
    }

    [Fact]
    public async Task Replay_OfTwoObservations_CountsTheBestAsTheGradingDid()
    {
        await using var state = await server.EmptyAsync(Token);
        await state.PutAsync(Kind.Node, Nodes.Describe("node-1"));
        var first = await grading.ObserveAsync(state.Access);
        await state.PutAsync(Kind.Node, Nodes.Describe("node-2"));
        var second = await grading.ObserveAsync(state.Access, number: 2);

        await SameReport.AssertAsync(grading, first, second);
        Assert.Equal((0.5m, 1m), (first.Verdicts[new CheckId("nodes")].Share, second.Verdicts[new CheckId("nodes")].Share));
    }

    [Fact]
    public async Task Replay_WithOtherParameters_JudgesBySeenFactsAlone()
    {
        await using var state = await GoodClusterAsync(Ports.Free(1)[0]);
        var look = await grading.ObserveAsync(state.Access);

        var report = await SameReport.ReplayAsync(grading, GradingStack.Assignment("nodes", ("count", 4)), look);

        Assert.Equal((Outcome.Partial, 10m), (Assert.Single(report.Checks).Verdict.Outcome, report.Score));
    }

    [Fact]
    public async Task Regrade_OfWhatTheCommandLineRecorded_PrintsTheSameReport()
    {
        await using var state = await GoodClusterAsync(Ports.Free(1)[0]);
        var folder = Directory.CreateTempSubdirectory("eksgrader-");
        try
        {
            var (kubeconfig, recording) = (Path.Combine(folder.FullName, "kubeconfig"), Path.Combine(folder.FullName, "recording"));
            await File.WriteAllTextAsync(kubeconfig, ReadOnlyAccess.Kubeconfig(state), Token);

            var graded = await CommandLine.RunAsync(["grade", "--kubeconfig", kubeconfig, "--allow-network", "127.0.0.0/8", "--check", "nodes", "--check", "replicas", "--check", "container-insights", "--record", recording, "--output", "json"], Token);
            var regraded = await CommandLine.RunAsync(["regrade", "--recording", recording, "--output", "json"], Token);

            Assert.Equal((0, 0), (graded.ExitCode, regraded.ExitCode));
            Assert.Contains("\"nodes\"", graded.Printed, StringComparison.Ordinal);
            Assert.Equal(graded.Printed, regraded.Printed);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<ClusterState> GoodClusterAsync(int port)
    {
        var state = await server.EmptyAsync(Token);
        await state.PutAsync(Kind.Node, Nodes.Describe("node-1"));
        await state.PutAsync(Kind.Node, Nodes.Describe("node-2"));
        var web = new WebApplication(state);
        await web.EndpointsAsync(true, (await web.DeployAsync(2, "node-1", "node-2")).Pods);
        await web.ServiceAsync(port, Balancer);
        grading.Names.With(Balancer, "127.0.0.1");
        var insights = new ContainerInsights(state);
        await insights.AgentAsync(ready: 2);
        await insights.ClassicAsync("""{"kubernetes":{}}""");
        return state;
    }
}
