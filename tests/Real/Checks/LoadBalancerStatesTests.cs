using EksGrader.Checks.Core;
using EksGrader.Tests.Real.Fixtures;
using EksGrader.Tests.Real.Grading;
using EksGrader.Tests.Support.Net;
using EksGrader.Tests.Support.Testbed;
using k8s.Models;
using Microsoft.AspNetCore.Http;

namespace EksGrader.Tests.Real.Checks;

/// <summary>The rules of the check <c>load-balancer</c> on a real API server, with a real web server behind the load balancer's name.</summary>
[Collection(ApiServerFixture.Collection)]
public sealed class LoadBalancerStatesTests(ApiServerFixture server) : IAsyncDisposable
{
    private const string Balancer = "k8s-default-web-0123456789-0123456789abcdef.elb.ap-northeast-2.amazonaws.com";
    private readonly GradingStack grading = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => grading.DisposeAsync();

    [Theory]
    [InlineData(200)]
    [InlineData(301)]
    [InlineData(404)]
    public async Task LoadBalancer_ThatAnswers_Passes(int status)
    {
        await using var web = await AnswerAsync(status);
        await using var state = await server.EmptyAsync(Token);
        await ExposeAsync(state, web.Port, Balancer);

        var verdict = await JudgeAsync(state);

        Assert.Equal(Outcome.Passed, verdict.Outcome);
        Assert.Equal(1, web.Requests);
        Assert.Contains(verdict.Evidence, e => e.Text.Contains($"< HTTP {status}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true, Outcome.Passed)]
    [InlineData(false, Outcome.Partial)]
    public async Task LoadBalancer_NamedByAUid_IsThatOfTheServiceItself(bool own, Outcome outcome)
    {
        await using var web = await AnswerAsync(200);
        await using var state = await server.EmptyAsync(Token);
        var made = await ExposeAsync(state, web.Port, address: null);
        var neighbour = await new WebApplication(state, "neighbour").ServiceAsync(80);
        var host = $"{NameOf(own ? made : neighbour)}-1234567890.ap-northeast-2.elb.amazonaws.com";
        grading.Names.With(host, "127.0.0.1");
        await state.Plane.Admin.PutStatusAsync(Kind.Service, made, WebApplication.Exposed(host), Token);

        var look = await grading.ObserveAsync(state.Access, GradingStack.Assignment("load-balancer"));

        var verdict = look.Verdicts.Values.Single();
        Assert.Equal((outcome, own ? 1m : 0.4m), (verdict.Outcome, verdict.Share));
        Assert.Equal(!own, look.Flags.Any(s => s.Kind == "foreignHostName"));
        Assert.Equal(own ? 1 : 0, web.Requests);
        Assert.Equal(!own, verdict.Evidence.Any(e => e.Text.Contains(made.Uid(), StringComparison.Ordinal)));
    }

    [Fact]
    public async Task LoadBalancer_OfAnIngressControllerInASystemNamespace_CountsWhereItsIngressLeadsToTheApplication()
    {
        await using var web = await AnswerAsync(404);
        await using var state = await server.EmptyAsync(Token);
        grading.Names.With(Balancer, "127.0.0.1");
        var controller = new WebApplication(state, "controller", "ingress-nginx");
        await controller.EndpointsAsync(true, await controller.PodAsync("node-1"));
        await controller.ServiceAsync(web.Port, Balancer);
        Assert.Equal(Outcome.Failed, (await JudgeAsync(state)).Outcome);

        var application = new WebApplication(state);
        await application.EndpointsAsync(true, await application.PodAsync("node-1"));
        await state.PutAsync(Kind.Service, new V1Service
        {
            Metadata = new V1ObjectMeta { Name = "web", NamespaceProperty = "default" },
            Spec = new V1ServiceSpec { Selector = new Dictionary<string, string>(StringComparer.Ordinal) { ["app"] = "web" }, Ports = [new V1ServicePort { Port = 80 }] },
        });
        await application.IngressAsync(Balancer);

        Assert.Equal(Outcome.Passed, (await JudgeAsync(state)).Outcome);
    }

    [Fact]
    public async Task LoadBalancer_NoService_Fails()
    {
        await using var state = await server.EmptyAsync(Token);

        Assert.Equal(Outcome.Failed, (await JudgeAsync(state)).Outcome);
    }

    [Fact]
    public async Task LoadBalancer_InASystemNamespace_IsNone()
    {
        await using var state = await server.EmptyAsync(Token);
        await new WebApplication(state, ns: "kube-system").ServiceAsync(80, Balancer);

        Assert.Equal(Outcome.Failed, (await JudgeAsync(state)).Outcome);
    }

    [Fact]
    public async Task LoadBalancer_WithoutAnAddress_HasNoFactYetAndMayStillComeTrue()
    {
        await using var state = await server.EmptyAsync(Token);
        await ExposeAsync(state, 80, address: null);

        var verdict = await JudgeAsync(state);

        Assert.Equal((Outcome.Failed, true), (verdict.Outcome, verdict.MayStillComeTrue));
    }

    [Theory]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(true, true, true)]
    public async Task LoadBalancer_WithoutAReadyEndpoint_HasOneFact(bool podReady, bool endpointReady, bool ofAnotherPod)
    {
        await using var state = await server.EmptyAsync(Token);
        var web = new WebApplication(state);
        await web.ServiceAsync(80, Balancer);
        var pod = await web.PodAsync("node-1", ready: podReady);
        await web.EndpointsAsync(endpointReady, ofAnotherPod ? await new WebApplication(state, "another").PodAsync("node-1") : pod);

        var verdict = await JudgeAsync(state);

        Assert.Equal((0.2m, true), (verdict.Share, verdict.MayStillComeTrue));
    }

    [Theory]
    [InlineData("web.example.com")]
    [InlineData("127.0.0.1")]
    [InlineData("internal-a0123456789abcdef0123456789abcde-1234567890.ap-northeast-2.elb.amazonaws.com")]
    public async Task LoadBalancer_NotOneOfAwsForTheInternet_HasTwoFactsForGoodAndIsNotContacted(string address)
    {
        await using var web = await AnswerAsync(200);
        await using var state = await server.EmptyAsync(Token);
        grading.Names.With(address, "127.0.0.1");
        await ExposeAsync(state, web.Port, address);

        var verdict = await JudgeAsync(state);

        Assert.Equal((0.4m, false), (verdict.Share, verdict.MayStillComeTrue));
        Assert.Equal(0, web.Connections);
    }

    [Theory]
    [InlineData("web.example.com")]
    [InlineData("127.0.0.1")]
    public async Task LoadBalancer_OfAnotherCloudWhereAnyIsAllowed_Passes(string address)
    {
        await using var web = await AnswerAsync(200);
        await using var state = await server.EmptyAsync(Token);
        grading.Names.With(address, "127.0.0.1");
        await ExposeAsync(state, web.Port, address);

        var verdict = await grading.JudgeAsync(state.Access, "load-balancer", ("allowAnyAddress", true));

        Assert.Equal(Outcome.Passed, verdict.Outcome);
    }

    /// <summary>Clusters are in a private network; the page of another machine there is nothing that a student may have fetched and shown.</summary>
    [Theory]
    [InlineData(Balancer, false)]
    [InlineData("wiki.corp.example", true)]
    [InlineData("127.0.0.1", true)]
    public async Task LoadBalancer_LeadingToAnInternalPage_WhereOnlyClustersMayBePrivate_IsNotAsked(string address, bool anyAddress)
    {
        await using var wiki = await LoopbackServer.StartAsync(certificate: null, context => context.Response.WriteAsync("salaries", context.RequestAborted));
        await using var ofClusters = new GradingStack(probes: false);
        ofClusters.Names.With(address, "127.0.0.1");
        await using var state = await server.EmptyAsync(Token);
        await ExposeAsync(state, wiki.Port, address);

        var verdict = await ofClusters.JudgeAsync(state.Access, "load-balancer", ("allowAnyAddress", anyAddress));

        Assert.Equal((0.6m, false, 0), (verdict.Share, verdict.MayStillComeTrue, wiki.Connections));
        Assert.DoesNotContain(verdict.Evidence, e => e.Text.Contains("salaries", StringComparison.Ordinal));
        Assert.Contains("loopback", verdict.Summary.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LoadBalancer_OnAPortThatBrowsersRefuse_IsNotAskedThere()
    {
        await using var state = await server.EmptyAsync(Token);
        grading.Names.With(Balancer, "127.0.0.1");
        await ExposeAsync(state, port: 25, Balancer);

        var verdict = await JudgeAsync(state);

        Assert.Equal(0.8m, verdict.Share);
        Assert.Contains("no TCP port that a browser can open", verdict.Summary.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LoadBalancer_WhoseNameDoesNotResolve_HasThreeFactsAndMayStillComeTrue()
    {
        await using var state = await server.EmptyAsync(Token);
        await ExposeAsync(state, 80, Balancer);
        grading.Names.With(Balancer);

        var verdict = await JudgeAsync(state);

        Assert.Equal((0.6m, true), (verdict.Share, verdict.MayStillComeTrue));
    }

    [Theory]
    [InlineData("10.0.0.7")]
    [InlineData("169.254.169.254")]
    [InlineData("fd00:ec2::254")]
    public async Task LoadBalancer_ThatLeadsToABlockedAddress_HasThreeFactsForGoodAndIsNotContacted(string blocked)
    {
        await using var web = await AnswerAsync(200);
        await using var state = await server.EmptyAsync(Token);
        await ExposeAsync(state, web.Port, Balancer);
        grading.Names.With(Balancer, "127.0.0.1", blocked);

        var verdict = await JudgeAsync(state);

        Assert.Equal((0.6m, false), (verdict.Share, verdict.MayStillComeTrue));
        Assert.Equal(0, web.Connections);
    }

    [Fact]
    public async Task LoadBalancer_ThatAnswersWithAnErrorOfTheServer_HasFourFactsAndMayStillComeTrue()
    {
        await using var web = await AnswerAsync(503);
        await using var state = await server.EmptyAsync(Token);
        await ExposeAsync(state, web.Port, Balancer);

        var verdict = await JudgeAsync(state);

        Assert.Equal((0.8m, true), (verdict.Share, verdict.MayStillComeTrue));
    }

    [Fact]
    public async Task LoadBalancer_ThatRefusesConnections_HasFourFacts()
    {
        await using var state = await server.EmptyAsync(Token);
        await ExposeAsync(state, Ports.Free(1)[0], Balancer);

        var verdict = await JudgeAsync(state);

        Assert.Equal(0.8m, verdict.Share);
        Assert.Contains("connection refused", verdict.Summary.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LoadBalancer_WhereAnotherServiceHasAllFacts_Passes()
    {
        await using var web = await AnswerAsync(200);
        await using var state = await server.EmptyAsync(Token);
        await new WebApplication(state, "broken").ServiceAsync(80);
        await ExposeAsync(state, web.Port, Balancer);

        Assert.Equal(Outcome.Passed, (await JudgeAsync(state)).Outcome);
    }

    [Fact]
    public async Task LoadBalancer_AddressSubmittedThatNoServiceHas_EarnsNothingAndIsNotContacted()
    {
        await using var web = await AnswerAsync(200);
        await using var state = await server.EmptyAsync(Token);
        grading.Names.With("mine.example.com", "127.0.0.1");

        var look = await grading.ObserveAsync(state.Access, GradingStack.Assignment("load-balancer"), handedInAddress: $"http://mine.example.com:{web.Port}/");

        var verdict = look.Verdicts.Values.Single();
        Assert.Equal(Outcome.Failed, verdict.Outcome);
        Assert.Contains(verdict.Feedback, f => f.En.Contains("mine.example.com", StringComparison.Ordinal));
        Assert.Contains(look.Flags, s => s.Kind == "foreignAddress");
        Assert.Equal(0, web.Connections);
    }

    [Theory]
    [InlineData(true, Outcome.Partial)]
    [InlineData(false, Outcome.Failed)]
    public async Task LoadBalancer_OfAnIngress_CountsWhereAccepted(bool accepted, Outcome outcome)
    {
        await using var state = await server.EmptyAsync(Token);
        var web = new WebApplication(state);
        await web.IngressAsync(Balancer);

        var verdict = await grading.JudgeAsync(state.Access, "load-balancer", ("acceptIngress", accepted));

        Assert.Equal(outcome, verdict.Outcome);
    }

    private static Task<LoopbackServer> AnswerAsync(int status) => LoopbackServer.StartAsync(certificate: null, context =>
    {
        context.Response.StatusCode = status;
        context.Response.Headers.Location = "http://elsewhere.example.com/";
        return context.Response.WriteAsync("welcome", context.RequestAborted);
    });

    // A Service with one ready pod, whose load balancer's name leads to loopback.
    private async Task<V1Service> ExposeAsync(ClusterState state, int port, string? address)
    {
        var web = new WebApplication(state);
        await web.EndpointsAsync(true, await web.PodAsync("node-1"));
        grading.Names.With(Balancer, "127.0.0.1");
        return await web.ServiceAsync(port, address);
    }

    // As the cloud controller names the load balancer of a Service.
    private static string NameOf(V1Service service) => $"a{service.Uid().Replace("-", "", StringComparison.Ordinal)}"[..32];

    private Task<Verdict> JudgeAsync(ClusterState state) => grading.JudgeAsync(state.Access, "load-balancer");
}
