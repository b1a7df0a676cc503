using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Reads;
using EksGrader.Checks.Web;
using EksGrader.Tests.Real.Fixtures;
using EksGrader.Tests.Real.Grading;
using EksGrader.Tests.Support;
using EksGrader.Tests.Support.Testbed;

namespace EksGrader.Tests.Real.Checks;

/// <summary>What a real API server lets a credential do, and what is made of its refusals.</summary>
[Collection(ApiServerFixture.Collection)]
public sealed class AccessStatesTests(ApiServerFixture server) : IAsyncDisposable
{
    private readonly GradingStack grading = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => grading.DisposeAsync();

    [Fact]
    public async Task Access_ByTheInstructions_IsEnoughForEveryReadAndWritesNothing()
    {
        await using var state = await server.EmptyAsync(Token);

        var look = await grading.ObserveAsync(state.Access);

        Assert.All(look.Record().Reads, r => Assert.Null(r.Fault));
        Assert.NotNull(look.Cluster().KubeSystemUid);
        Assert.DoesNotContain(look.Flags, s => s.Kind == "writableAccess");
        Assert.Contains(look.Record().Reads, r => r.Key == "kubernetes version");
    }

    [Fact]
    public async Task Access_OfAnAdministrator_IsMoreThanNeeded()
    {
        var plane = await server.StartedAsync(Token);

        var look = await grading.ObserveAsync(new ClusterAccess(plane.AdminAccess, Aws: null));

        Assert.Contains(look.Flags, s => s.Kind == "writableAccess");
    }

    [Theory]
    [InlineData("nodes", "nodes", "list nodes")]
    [InlineData("pods", "replicas", "list pods")]
    [InlineData("nodes", "replicas", "list nodes")]
    [InlineData("services", "replicas", "list services")]
    [InlineData("deployments", "replicas", "list deployments.apps")]
    [InlineData("replicasets", "replicas", "list replicasets.apps")]
    [InlineData("services", "load-balancer", "list services")]
    [InlineData("pods", "load-balancer", "list pods")]
    [InlineData("endpointslices", "load-balancer", "list endpointslices.discovery.k8s.io")]
    [InlineData("daemonsets", "container-insights", "list daemonsets.apps")]
    [InlineData("pods", "container-insights", "list pods")]
    [InlineData("configmaps", "container-insights", "list configmaps in namespace amazon-cloudwatch")]
    [InlineData("nodes", "container-insights", "list nodes")]
    public async Task Access_WithoutTheRightToOneKind_IsUnknownAndNamesTheRight(string plural, string check, string right)
    {
        await using var state = await server.EmptyAsync(Token);
        await PutGoodClusterAsync(state);
        var access = await ReadOnlyAccess.GrantWithoutAsync(state, plural, Token);

        var verdict = await grading.JudgeAsync(access, check);

        Assert.Equal((Outcome.Unknown, FaultDomain.Student), (verdict.Outcome, verdict.Fault));
        Assert.Contains(right, verdict.Summary.En, StringComparison.Ordinal);
        Assert.Contains(verdict.Feedback, f => f.En.Contains($"--serviceaccount=kube-system:without-{plural}", StringComparison.Ordinal));
        Assert.True(verdict.MayStillComeTrue);
    }

    [Theory]
    [InlineData("statefulsets")] // every ready pod belongs to a Deployment, and a Service picks one of them
    [InlineData("ingresses")] // no Service that an Ingress could lead to picks anything better
    [InlineData("apiservices")]
    public async Task Access_WithoutTheRightToAKindThatCanChangeNothing_IsJudgedAllTheSame(string plural)
    {
        await using var state = await server.EmptyAsync(Token);
        await PutGoodClusterAsync(state);
        var access = await ReadOnlyAccess.GrantWithoutAsync(state, plural, Token);

        Assert.Equal(0.5m, (await grading.JudgeAsync(access, "replicas")).Share);
    }

    [Fact]
    public async Task Access_GrantedAsTheFeedbackSays_CanBeLookedAt()
    {
        await using var state = await server.EmptyAsync(Token);
        await PutGoodClusterAsync(state);
        var access = await ReadOnlyAccess.GrantWithoutAsync(state, "nodes", Token);
        var advice = Assert.Single((await grading.JudgeAsync(access, "nodes")).Feedback).En;

        foreach (var command in advice.Split('`')[1].Split(" && "))
        {
            await state.Plane.Kubectl.RunAsync(command["kubectl ".Length..], Token);
        }

        await Until.TrueAsync("the nodes can be seen", async _ => (await grading.JudgeAsync(access, "nodes")).Outcome == Outcome.Passed, Token);
        await state.Plane.Kubectl.RunAsync("delete clusterrole,clusterrolebinding eksgrader-nodes", Token);
    }

    [Fact]
    public async Task Access_WithAWrongToken_IsUnknownByTheStudentsFault()
    {
        await using var state = await server.EmptyAsync(Token);

        var look = await grading.ObserveAsync(With(state, k => k with { Token = "nobody-has-this" }));

        Assert.All(Live(look), v => Assert.Equal((Outcome.Unknown, FaultDomain.Student, true), (v.Outcome, v.Fault, v.MayStillComeTrue)));
        Assert.Contains(look.Record().Reads, r => r.Fault?.Failure == ReadFailure.Unauthenticated);
    }

    [Fact]
    public async Task Access_WithAnotherCertificateAuthority_IsNeverContactedFurther()
    {
        await using var state = await server.EmptyAsync(Token);
        using var another = new ControlPlaneFiles();

        var look = await grading.ObserveAsync(With(state, k => k with { CertificateAuthorityPem = another.AuthorityPem }));

        Assert.All(Live(look), v => Assert.Equal((Outcome.Unknown, FaultDomain.Student), (v.Outcome, v.Fault)));
        Assert.All(look.Record().Reads, r => Assert.Equal(ReadFailure.Tls, r.Fault?.Failure));
    }

    [Fact]
    public async Task Access_ByAnotherHostName_IsRefused()
    {
        await using var state = await server.EmptyAsync(Token);
        grading.Names.With("cluster.example.com", "127.0.0.1");

        var look = await grading.ObserveAsync(With(state, k => k with { Server = new Uri($"https://cluster.example.com:{k.Server.Port}") }));

        Assert.All(Live(look), v => Assert.Equal((Outcome.Unknown, FaultDomain.Student), (v.Outcome, v.Fault)));
        Assert.All(look.Record().Reads, r => Assert.Equal(ReadFailure.Tls, r.Fault?.Failure));
    }

    [Theory]
    [InlineData("127.0.0.1 8.8.8.8")]
    [InlineData("8.8.8.8")]
    public async Task Access_ByANameWithAPublicAddress_IsNoEksAndIsNotContacted(string addresses)
    {
        await using var state = await server.EmptyAsync(Token);
        grading.Names.With("cluster.example.com", addresses.Split(' '));

        var look = await grading.ObserveAsync(With(state, k => k with { Server = new Uri($"https://cluster.example.com:{k.Server.Port}") }));

        Assert.All(Live(look), v => Assert.Equal((Outcome.Failed, "This is not an EKS cluster"), (v.Outcome, v.Summary.En)));
        Assert.DoesNotContain(look.Record().Reads, r => r.Key.StartsWith("kubernetes", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Access_ByANameThatTheResolverFailsAt_IsUnknownByTheNetworkAndLookedAtAgain()
    {
        await using var state = await server.EmptyAsync(Token);
        grading.Names.With("cluster.example.com", () => throw NetworkErrors.NameUnanswered("cluster.example.com", "SERVFAIL"));
        var access = With(state, k => k with { Server = new Uri($"https://cluster.example.com:{k.Server.Port}") });

        Assert.All(Live(await grading.ObserveAsync(access)), v => Assert.Equal((Outcome.Unknown, FaultDomain.Network, true), (v.Outcome, v.Fault, v.MayStillComeTrue)));
        grading.Names.With("cluster.example.com", "8.8.8.8");
        Assert.All(Live(await grading.ObserveAsync(access, number: 2)), v => Assert.Equal(Outcome.Failed, v.Outcome));
    }

    [Fact]
    public async Task Access_ByANameThatDoesNotExist_IsTheStudentsFault()
    {
        await using var state = await server.EmptyAsync(Token);

        var endpoint = await grading.ObserveAsync(With(state, k => k with { Server = new Uri("https://ABC.gr7.eu-west-1.eks.amazonaws.com") }));
        var other = await grading.ObserveAsync(With(state, k => k with { Server = new Uri("https://gone.example.com") }));

        Assert.All(Live(endpoint), v => Assert.Equal((Outcome.Unknown, FaultDomain.Student), (v.Outcome, v.Fault)));
        Assert.All(Live(other), v => Assert.Equal(Outcome.Failed, v.Outcome));
    }

    [Fact]
    public async Task Access_ToAServerThatIsGone_IsUnknown()
    {
        await using var state = await server.EmptyAsync(Token);

        var look = await grading.ObserveAsync(With(state, k => k with { Server = new Uri($"https://127.0.0.1:{Ports.Free(1)[0]}") }));

        Assert.All(Live(look), v => Assert.Equal(Outcome.Unknown, v.Outcome));
    }

    [Fact]
    public async Task Access_ToAnAddressThatIsNotAllowed_IsNoEksAndIsNotContacted()
    {
        await using var state = await server.EmptyAsync(Token);
        await using var outside = new GradingStack(publicOnly: true);

        var look = await outside.ObserveAsync(state.Access);

        Assert.All(Live(look), v => Assert.Equal(Outcome.Failed, v.Outcome));
        Assert.All(look.Record().Reads, r => Assert.Equal(ReadFailure.Blocked, r.Fault?.Failure));
    }

    private static IEnumerable<Verdict> Live(Observation look) => look.Verdicts.Where(v => v.Key.Value != "cluster-deletion").Select(v => v.Value);

    private static ClusterAccess With(ClusterState state, Func<KubeconfigAccess, KubeconfigAccess> change) =>
        state.Access with { Kubeconfig = change(state.Access.Kubeconfig ?? throw new InvalidOperationException("The access has a kubeconfig.")) };

    // All there is to read matters here: nothing of a verdict is fixed before the kind that cannot be read.
    private async Task PutGoodClusterAsync(ClusterState state)
    {
        await state.PutAsync(Kind.Node, Nodes.Describe("node-1"));
        await state.PutAsync(Kind.Node, Nodes.Describe("node-2"));
        await new WebApplication(state, "other").DeployAsync(2, "node-1", "node-2");
        var web = new WebApplication(state);
        await web.EndpointsAsync(true, (await web.DeployAsync(2, "node-1")).Pods);
        await web.ServiceAsync(80, "k8s-default-web-0123456789-0123456789abcdef.elb.ap-northeast-2.amazonaws.com");
        var insights = new ContainerInsights(state);
        await insights.AgentAsync(ready: 2);
        await insights.ClassicAsync("""{"kubernetes":{}}""");
        grading.Names.With("k8s-default-web-0123456789-0123456789abcdef.elb.ap-northeast-2.amazonaws.com", "127.0.0.1");
    }
}
