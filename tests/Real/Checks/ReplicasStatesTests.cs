using EksGrader.Checks.Core;
using EksGrader.Tests.Real.Fixtures;
using EksGrader.Tests.Real.Grading;
using EksGrader.Tests.Support.Testbed;
using k8s;
using k8s.Models;

namespace EksGrader.Tests.Real.Checks;

/// <summary>The rules of the check <c>replicas</c> on a real API server.</summary>
[Collection(ApiServerFixture.Collection)]
public sealed class ReplicasStatesTests(ApiServerFixture server) : IAsyncDisposable
{
    private readonly GradingStack grading = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => grading.DisposeAsync();

    [Theory]
    [InlineData(2, 2, Outcome.Passed, 1)]
    [InlineData(2, 1, Outcome.Partial, 0.5)]
    [InlineData(2, 0, Outcome.Failed, 0)]
    [InlineData(1, 1, Outcome.Partial, 0.5)]
    [InlineData(3, 3, Outcome.Partial, 0.5)]
    [InlineData(3, 1, Outcome.Partial, 0.5)]
    public async Task Replicas_TwoAskedForExactly_AreCounted(int replicas, int ready, Outcome outcome, double share)
    {
        await using var state = await TwoNodesAsync();
        await new WebApplication(state).DeployAsync(replicas, [.. Enumerable.Range(0, ready).Select(n => $"node-{1 + (n % 2)}")]);

        var verdict = await JudgeAsync(state);

        Assert.Equal((outcome, (decimal)share), (verdict.Outcome, verdict.Share));
    }

    [Fact]
    public async Task Replicas_MoreThanAtLeastAskedFor_Passes()
    {
        await using var state = await TwoNodesAsync();
        await new WebApplication(state).DeployAsync(3, "node-1", "node-2", "node-1");

        var verdict = await grading.JudgeAsync(state.Access, "replicas", ("match", "atLeast"));

        Assert.Equal(Outcome.Passed, verdict.Outcome);
    }

    [Fact]
    public async Task Replicas_OneUnready_MayStillComeTrue()
    {
        await using var state = await TwoNodesAsync();
        var web = new WebApplication(state);
        await web.PodAsync("node-2", (await web.DeployAsync(2, "node-1")).ReplicaSet, ready: false);

        var verdict = await JudgeAsync(state);

        Assert.Equal((0.5m, true), (verdict.Share, verdict.MayStillComeTrue));
    }

    [Fact]
    public async Task Replicas_OneWhoseContainersHaveEnded_DoesNotCount()
    {
        await using var state = await TwoNodesAsync();
        var web = new WebApplication(state);
        await web.PodAsync("node-2", (await web.DeployAsync(2, "node-1")).ReplicaSet, phase: "Succeeded");

        Assert.Equal(0.5m, (await JudgeAsync(state)).Share);
    }

    [Fact]
    public async Task Replicas_OneBeingDeleted_DoesNotCount()
    {
        await using var state = await TwoNodesAsync();
        var web = new WebApplication(state);
        await state.BeginDeletionAsync(Kind.Pod, await web.PodAsync("node-2", (await web.DeployAsync(2, "node-1")).ReplicaSet));

        Assert.Equal(0.5m, (await JudgeAsync(state)).Share);
    }

    [Fact]
    public async Task Replicas_OneOnANodeThatIsGone_DoesNotCount()
    {
        await using var state = await TwoNodesAsync();
        await new WebApplication(state).DeployAsync(2, "node-1", "node-3");

        var verdict = await JudgeAsync(state);

        Assert.Equal(0.5m, verdict.Share);
        Assert.Contains(verdict.Feedback, f => f.En.Contains("node-3", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Replicas_OneOnANodeThatIsNotReady_DoesNotCount()
    {
        await using var state = await TwoNodesAsync();
        await state.PutAsync(Kind.Node, Nodes.Describe("node-3", ready: null));
        await new WebApplication(state).DeployAsync(2, "node-1", "node-3");

        Assert.Equal(0.5m, (await JudgeAsync(state)).Share);
    }

    [Fact]
    public async Task Replicas_InANamespaceThatOnlyLooksLikeASystems_Count()
    {
        await using var state = await TwoNodesAsync();
        await new WebApplication(state, ns: "aws-exam").DeployAsync(2, "node-1", "node-2");

        Assert.Equal(Outcome.Passed, (await JudgeAsync(state)).Outcome);
    }

    [Fact]
    public async Task Replicas_PodsOfAnOlderRevision_DoNotCount()
    {
        await using var state = await TwoNodesAsync();
        var web = new WebApplication(state);
        var deployment = await web.DeploymentAsync(2);
        var (current, older) = (await web.ReplicaSetAsync(2, deployment), await web.ReplicaSetAsync(2, deployment, revision: "0"));
        await web.PodAsync("node-1", current);
        await web.PodAsync("node-2", older);

        Assert.Equal(0.5m, (await JudgeAsync(state)).Share);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public async Task Replicas_ARolloutInTheMiddle_IsNotPassed(int updated, bool observed)
    {
        await using var state = await TwoNodesAsync();
        var web = new WebApplication(state);
        var replicaSet = await web.ReplicaSetAsync(2, await web.DeploymentAsync(2, updated, observed));
        await web.PodAsync("node-1", replicaSet);
        await web.PodAsync("node-2", replicaSet);

        var verdict = await JudgeAsync(state);

        Assert.Equal((Outcome.Partial, true), (verdict.Outcome, verdict.MayStillComeTrue));
    }

    [Theory]
    [InlineData("StatefulSet")]
    [InlineData("ReplicaSet")]
    public async Task Replicas_OfAnotherKindOfWorkload_Count(string kind)
    {
        await using var state = await TwoNodesAsync();
        var web = new WebApplication(state);
        IKubernetesObject<V1ObjectMeta> owner = kind == "StatefulSet" ? await web.StatefulSetAsync(2) : await web.ReplicaSetAsync(2);
        await web.PodAsync("node-1", owner);
        await web.PodAsync("node-2", owner);

        Assert.Equal(Outcome.Passed, (await JudgeAsync(state)).Outcome);
    }

    [Fact]
    public async Task Replicas_TheOneBehindALoadBalancer_IsTheWebApplication()
    {
        await using var state = await TwoNodesAsync();
        await new WebApplication(state, "other").DeployAsync(2, "node-1", "node-2");
        var web = new WebApplication(state);
        await web.DeployAsync(2, "node-1");
        await web.ServiceAsync(80);

        var verdict = await JudgeAsync(state);

        Assert.Equal(0.5m, verdict.Share);
        Assert.Contains("default/web", verdict.Summary.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replicas_BehindAnIngressController_AreThoseOfItsBackends()
    {
        await using var state = await TwoNodesAsync();
        var controller = new WebApplication(state, "ingress-nginx", "ingress-nginx");
        await controller.DeployAsync(1, "node-1");
        await controller.ServiceAsync(80, "controller.example.com");
        await new WebApplication(state, "other").DeployAsync(2, "node-1", "node-2");
        var web = new WebApplication(state);
        await web.DeployAsync(2, "node-1");
        await web.ServiceAsync(80);
        await web.IngressAsync("controller.example.com");

        Assert.Contains("default/web", (await JudgeAsync(state)).Summary.En, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kube-system")]
    [InlineData("monitoring")]
    [InlineData("amazon-cloudwatch")]
    public async Task Replicas_InASystemNamespace_AreNoWorkload(string ns)
    {
        await using var state = await TwoNodesAsync();
        await new WebApplication(state, ns: ns).DeployAsync(2, "node-1", "node-2");

        Assert.Equal(Outcome.Failed, (await JudgeAsync(state)).Outcome);
    }

    [Fact]
    public async Task Replicas_BarePods_AreNoReplicasAndTheFeedbackSaysSo()
    {
        await using var state = await TwoNodesAsync();
        var web = new WebApplication(state);
        await web.PodAsync("node-1");
        await web.PodAsync("node-2");

        var verdict = await JudgeAsync(state);

        Assert.Equal(Outcome.Failed, verdict.Outcome);
        Assert.Contains(verdict.Feedback, f => f.En.Contains("2 pods run without a controller", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Replicas_NoWorkloadAtAll_Fails()
    {
        await using var state = await TwoNodesAsync();

        Assert.Equal(Outcome.Failed, (await JudgeAsync(state)).Outcome);
    }

    private Task<Verdict> JudgeAsync(ClusterState state) => grading.JudgeAsync(state.Access, "replicas");

    private async Task<ClusterState> TwoNodesAsync()
    {
        var state = await server.EmptyAsync(Token);
        await state.PutAsync(Kind.Node, Nodes.Describe("node-1"));
        await state.PutAsync(Kind.Node, Nodes.Describe("node-2"));
        return state;
    }
}
