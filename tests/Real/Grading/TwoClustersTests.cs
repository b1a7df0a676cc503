using EksGrader.Checks.Clusters;
using EksGrader.Checks.Grading;
using EksGrader.Tests.Real.Checks;
using EksGrader.Tests.Real.Fixtures;
using EksGrader.Tests.Support;
using EksGrader.Tests.Support.Testbed;

namespace EksGrader.Tests.Real.Grading;

/// <summary>One access, two real API servers behind it one after the other: what each of them shows is never added up, live or replayed.</summary>
[Collection(ApiServerFixture.Collection)]
public sealed class TwoClustersTests(ApiServerFixture server) : IAsyncDisposable
{
    private readonly GradingStack grading = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => grading.DisposeAsync();

    [Fact]
    public async Task ClusterSwappedBetweenTwoObservations_AddsNothingUp()
    {
        await using var state = await server.EmptyAsync(Token);
        await using var another = await ControlPlane.StartAsync(tokenWebhook: null, Token);
        await state.PutAsync(Kind.Node, Nodes.Describe("node-1"));
        await state.PutAsync(Kind.Node, Nodes.Describe("node-2"));
        await using var second = new ClusterState(another, await ReadOnlyAccess.GrantAsync(another, Token));
        await second.PutAsync(Kind.Node, Nodes.Describe("node-1"));
        await new WebApplication(second).DeployAsync(2, "node-1", "node-1");

        var first = await grading.ObserveAsync(state.Access);
        var swapped = await grading.ObserveAsync(second.Access, number: 2);
        var back = await grading.ObserveAsync(state.Access, number: 3);

        Assert.Equal(ClusterMatch.Another, first.Cluster().Compare(swapped.Cluster()));
        Assert.Equal(ClusterMatch.Same, first.Cluster().Compare(back.Cluster()));
        Assert.Equal(first.Identity, first.Record().Identity);
        // The first has its nodes (20), the second half of them and its replicas (30): together they would be 40.
        var together = await SameReport.ReplayAsync(grading, GradingStack.EksAssessment, first, swapped, back);
        Assert.Equal((30m, swapped.Cluster()), (together.Score, together.Cluster));
        Assert.Contains(together.Flags, s => s.Kind == Settling.AnotherClusterKind);
        await SameReport.AssertAsync(grading, first, swapped, back);
    }
}
