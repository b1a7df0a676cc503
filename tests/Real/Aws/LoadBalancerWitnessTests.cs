using System.Collections.Concurrent;
using Amazon.Runtime;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Pipeline;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Tests.Real.Checks;
using EksGrader.Tests.Real.Fixtures;
using EksGrader.Tests.Real.Grading;
using EksGrader.Tests.Support;
using EksGrader.Tests.Support.Net;
using EksGrader.Tests.Support.Testbed;
using k8s.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Real.Aws;

/// <summary>
/// What an administrator of a cluster can write into the status of a Service, and what AWS says of it: a real API server, and the load
/// balancers of moto. What is honest loses nothing, and costs no call.
/// </summary>
[Collection(ApiServerFixture.Collection)]
public sealed class LoadBalancerWitnessTests(ApiServerFixture server, MotoFixture moto) : IClassFixture<MotoFixture>, IAsyncDisposable
{
    private const string Region = "ap-northeast-2";
    private const string Cluster = ApiServerFixture.ClusterName;
    private const string RoleArn = $"arn:aws:iam::{MotoDriver.Account}:role/eks-grader";
    private static readonly AwsAccess Role = new AwsAccess.Role(Region, Cluster, RoleArn, "external-7");
    private readonly ImpatientTime time = new();
    private readonly ConcurrentQueue<string> calls = new();

    private ClusterState? state;
    private GradingStack? stack;
    private MotoDriver? aws;
    private MotoProxy? proxy;
    private LoopbackServer? web;
    private V1Service? service;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private GradingStack Grading => stack ?? throw new InvalidOperationException("Not started.");

    private ClusterState State => state ?? throw new InvalidOperationException("Not started.");

    private MotoDriver Aws => aws ?? throw new InvalidOperationException("Not started.");

    private MotoProxy Proxy => proxy ?? throw new InvalidOperationException("Not started.");

    private LoopbackServer Web => web ?? throw new InvalidOperationException("Not started.");

    public async ValueTask DisposeAsync()
    {
        aws?.Dispose();
        if (web is not null)
        {
            await web.DisposeAsync();
        }

        if (stack is not null)
        {
            await stack.DisposeAsync();
        }

        if (state is not null)
        {
            server.Webhook?.Forget();
            await state.DisposeAsync();
        }
    }

    [Fact]
    public async Task ForgedStatus_ALoadBalancerOfTheAccountThatServesOtherInstances_EarnsNothingFromTheThirdFactOn()
    {
        await StartAsync();
        var theirs = await Aws.RunInstanceAsync();
        await ClaimAsync(await Aws.CreateNetworkAsync("k8s-default-web-0123456789", "service.k8s.aws/stack", "default/web", Cluster, theirs));

        var look = await ObserveAsync();

        var verdict = Verdict(look);
        Assert.Equal((0.4m, true, Assurance.Aws), (verdict.Share, verdict.MayStillComeTrue, verdict.Assurance));
        Assert.Equal(2, verdict.Evidence.Count(e => e.Text.Contains(theirs, StringComparison.Ordinal)));
        Assert.Equal(2, verdict.Evidence.Count(e => e.Text.Contains("aws:///ap-northeast-2a/i-", StringComparison.Ordinal)));
        Assert.Equal((1, 0), (time.Pauses, Web.Requests));
        Assert.Contains(look.Record().Reads, r => r.Key == "kubernetes list pods again");
        Assert.Contains(look.Record().Reads, r => r.Key.StartsWith("aws elb describe-targets arn:", StringComparison.Ordinal) && r.Key.EndsWith(" again", StringComparison.Ordinal));
        await SameVerdictAsync(look);
    }

    [Fact]
    public async Task ForgedStatus_ALoadBalancerOfAnotherRegion_EarnsNothingFromTheThirdFactOn()
    {
        const string Theirs = "k8s-default-web-0123456789-0123456789abcdef.elb.us-east-1.amazonaws.com";
        await StartAsync();
        Grading.Names.With(Theirs, "127.0.0.1");
        await ClaimAsync(Theirs);

        // By the access to AWS the region is known, and AWS itself need not say a word about load balancers.
        Proxy.Interfere(call => call.Service == "elasticloadbalancing" ? call.FailAsync(403, "AccessDenied") : Task.FromResult(false));
        var look = await ObserveAsync();

        var verdict = Verdict(look);
        Assert.Equal((Outcome.Partial, 0.4m), (verdict.Outcome, verdict.Share));
        Assert.Contains("us-east-1, and the cluster is in ap-northeast-2", verdict.Summary.En, StringComparison.Ordinal);
        Assert.Equal(0, Web.Requests);
        await SameVerdictAsync(look);
    }

    [Fact]
    public async Task ForgedStatus_TheClassicLoadBalancerOfANeighbour_EarnsNothingFromTheThirdFactOn()
    {
        await StartAsync();
        var neighbour = await new WebApplication(State, "neighbour", "elsewhere").ServiceAsync(80);
        await ClaimAsync(await CreateClassicAsync(NameOf(neighbour)));

        var look = await ObserveAsync();

        var verdict = Verdict(look);
        Assert.Equal(0.4m, verdict.Share);
        Assert.Contains("made for another Service", verdict.Summary.En, StringComparison.Ordinal);
        Assert.Contains(look.Flags, s => s.Kind == "foreignHostName");
        Assert.Equal(0, Web.Requests);
    }

    [Fact]
    public async Task Honest_ClassicLoadBalancerWithANodesInstance_PassesByAwssWordAndCostsNoCallMore()
    {
        await StartAsync();
        await ClaimAsync(await CreateClassicAsync(NameOf(Service)));

        var look = await ObserveAsync();

        AssertPassed(look, "DescribeInstanceHealth", "DescribeLoadBalancers", "DescribeLoadBalancers", "DescribeTags");
        Assert.DoesNotContain(look.Flags, s => s.Kind == "foreignHostName");
        await SameVerdictAsync(look);
    }

    [Theory]
    [InlineData("instance", "k8s-default-web-0123456789")]
    [InlineData("pod", "k8s-default-web-0123456789")]
    [InlineData("instance", "a-name-of-its-own")]
    public async Task Honest_NetworkLoadBalancer_PassesByAwssWordAndCostsNoCallMore(string target, string name)
    {
        await StartAsync();
        await ClaimAsync(await Aws.CreateNetworkAsync(name, "service.k8s.aws/stack", "default/web", Cluster, target == "pod" ? "10.244.1.1" : Instance));

        var look = await ObserveAsync();

        AssertPassed(look, "DescribeLoadBalancers", "DescribeLoadBalancers", "DescribeTags", "DescribeTargetGroups", "DescribeTargetHealth");
        await SameVerdictAsync(look);
    }

    [Fact]
    public async Task Honest_ClusterThatIsGivenFewerRights_IsUnknownAndJudgedWithoutAwsAtTheDeadline()
    {
        await StartAsync();
        await ClaimAsync(await Aws.CreateNetworkAsync("k8s-default-web-0123456789", "service.k8s.aws/stack", "default/web", Cluster, Instance));
        Proxy.Interfere(call => call.Action == "DescribeTargetHealth" ? call.FailAsync(403, "AccessDenied") : Task.FromResult(false));

        var look = await ObserveAsync();

        Assert.Equal((Outcome.Unknown, FaultDomain.Student), (Verdict(look).Outcome, Verdict(look).Fault));
        var without = look with { Recorded = look.Record() with { Target = look.Record().Target with { HasAwsAccess = false } } };
        var judged = Assert.Single((await SameReport.ReplayAsync(Grading, Exam, without)).Checks).Verdict;
        Assert.Equal((Outcome.Passed, Assurance.Cluster), (judged.Outcome, judged.Assurance));
    }

    [Fact]
    public async Task Honest_TagsDenied_LosesNothing()
    {
        await StartAsync();
        await ClaimAsync(await Aws.CreateNetworkAsync("k8s-default-web-0123456789", "service.k8s.aws/stack", "default/web", Cluster, Instance));
        Proxy.Interfere(call => call.Action == "DescribeTags" ? call.FailAsync(403, "AccessDenied") : Task.FromResult(false));

        Assert.Equal((Outcome.Passed, Assurance.Aws), (await ObserveAsync()) is var look ? (Verdict(look).Outcome, Verdict(look).Assurance) : default);
    }

    [Fact]
    public async Task Honest_TargetsDrainingWhileAnotherServes_LosesNothing()
    {
        await StartAsync();
        await ClaimAsync(await Aws.CreateNetworkAsync("k8s-default-web-0123456789", "service.k8s.aws/stack", "default/web", Cluster, Instance));
        Proxy.Interfere(call => call.Action == "DescribeTargetHealth" ? call.AnswerAsync(200, Health(("i-gone", "draining"), ("i-gone-too", "unhealthy.draining"), (Instance, "healthy"))) : Task.FromResult(false));

        Assert.Equal((Outcome.Passed, Assurance.Aws), (await ObserveAsync()) is var look ? (Verdict(look).Outcome, Verdict(look).Assurance) : default);
        Assert.Equal(0, time.Pauses);
    }

    [Fact]
    public async Task Honest_LoadBalancerBehindANetworkLoadBalancer_IsFollowed()
    {
        const string Alb = $"arn:aws:elasticloadbalancing:{Region}:{MotoDriver.Account}:loadbalancer/app/k8s-web/0123456789abcdef";
        await StartAsync();
        await ClaimAsync(await Aws.CreateNetworkAsync("k8s-default-web-0123456789", "service.k8s.aws/stack", "default/web", Cluster, Instance));
        Proxy.Interfere(call => (call.Action, call.Form.GetValueOrDefault("LoadBalancerArn"), call.Form.GetValueOrDefault("TargetGroupArn")) switch
        {
            ("DescribeTargetGroups", Alb, _) => call.AnswerAsync(200, "<DescribeTargetGroupsResponse><DescribeTargetGroupsResult><TargetGroups><member><TargetGroupArn>behind</TargetGroupArn></member></TargetGroups></DescribeTargetGroupsResult></DescribeTargetGroupsResponse>"),
            ("DescribeTargetHealth", _, "behind") => call.AnswerAsync(200, Health(("10.244.1.1", "healthy"))),
            ("DescribeTargetHealth", _, _) => call.AnswerAsync(200, Health((Alb, "healthy"))),
            _ => Task.FromResult(false),
        });

        var look = await ObserveAsync();

        Assert.Equal((Outcome.Passed, Assurance.Aws), (Verdict(look).Outcome, Verdict(look).Assurance));
        await SameVerdictAsync(look);
    }

    private string Instance { get; set; } = "";

    private V1Service Service => service ?? throw new InvalidOperationException("Not started.");

    private static Assignment Exam => GradingStack.Assignment("load-balancer");

    private static Verdict Verdict(Observation look) => look.Verdicts[new CheckId("load-balancer")];

    private static string NameOf(V1Service service) => $"a{service.Uid().Replace("-", "", StringComparison.Ordinal)}"[..32];

    private static string Health(params ReadOnlySpan<(string Id, string State)> targets)
    {
        var members = "";
        foreach (var (id, state) in targets)
        {
            members += $"<member><Target><Id>{id}</Id><Port>31080</Port></Target><TargetHealth><State>{state}</State></TargetHealth></member>";
        }

        return $"<DescribeTargetHealthResponse><DescribeTargetHealthResult><TargetHealthDescriptions>{members}</TargetHealthDescriptions></DescribeTargetHealthResult></DescribeTargetHealthResponse>";
    }

    private void AssertPassed(Observation look, params IEnumerable<string> asked)
    {
        Assert.True((Outcome.Passed, Assurance.Aws) == (Verdict(look).Outcome, Verdict(look).Assurance ?? Assurance.Cluster), Verdict(look).Summary.En);
        Assert.Equal((0, 1), (time.Pauses, Web.Requests));
        Assert.Equal(asked, calls.Order(StringComparer.Ordinal));
    }

    private Task<Observation> ObserveAsync()
    {
        calls.Clear();
        return Grading.ObserveAsync(new ClusterAccess(null, Role), Exam);
    }

    // Everything that was seen is in the recording, the second answers too; a replay does not wait for them.
    private async Task SameVerdictAsync(Observation look)
    {
        var pauses = time.Pauses;
        var replayed = Assert.Single((await SameReport.ReplayAsync(Grading, Exam, look)).Checks).Verdict;
        Assert.Equal((Verdict(look).Outcome, Verdict(look).Share, Verdict(look).Summary, Verdict(look).Assurance), (replayed.Outcome, replayed.Share, replayed.Summary, replayed.Assurance));
        Assert.Equal(Verdict(look).Evidence, replayed.Evidence);
        Assert.Equal(pauses, time.Pauses);
    }

    // A cluster with one node, whose instance runs, and a web application with one pod; its Service has no address yet.
    private async Task StartAsync()
    {
        proxy = await moto.StartedAsync(Token);
        state = await server.EmptyAsync(Token);
        await ReadOnlyAccess.GrantGroupAsync(state.Plane, Token);
        aws = new MotoDriver(proxy.Moto, Region, Token);
        await aws.CreateClusterAsync(Cluster);
        proxy.Serve(Cluster, state.Plane.Server, state.Plane.Files.AuthorityPem);
        proxy.RequireExternalId(RoleArn, "external-7");
        proxy.Follow(call =>
        {
            if (call.Service == "elasticloadbalancing")
            {
                calls.Enqueue(call.Action);
            }
        });
        if (server.Webhook is { } webhook)
        {
            webhook.TokenService = proxy.Moto;
            webhook.Allow(RoleArn, "grader", "eks-grader");
        }

        stack = new GradingStack(replace: services =>
        {
            services.AddSingleton<TimeProvider>(time);
            services.AddSingleton(s => new AwsClients(s.GetRequiredService<AwsHttp>(), () => new BasicAWSCredentials("AKIAGRADER0000000000", "grader-secret"), proxy.Address));
        });
        web = await LoopbackServer.StartAsync(certificate: null, context => context.Response.WriteAsync("welcome", context.RequestAborted));
        Instance = await Aws.RunInstanceAsync();
        await State.PutAsync(Kind.Node, Nodes.Describe("node-1", providerId: $"aws:///{Region}a/{Instance}"));
        var application = new WebApplication(State);
        await application.EndpointsAsync(true, (await application.DeployAsync(1, "node-1")).Pods);
        service = await application.ServiceAsync(web.Port);
    }

    // moto knows one region for classic names, and gives them no number.
    private async Task<string> CreateClassicAsync(string name)
    {
        var host = $"{name}-1234567890.{Region}.elb.amazonaws.com";
        await Aws.CreateClassicAsync(name, "kubernetes.io/service-name", "default/web", Instance);
        Proxy.Interfere(call =>
        {
            if (call is not { Action: "DescribeLoadBalancers", Version: "2012-06-01" })
            {
                return Task.FromResult(false);
            }

            calls.Enqueue(call.Action);
            return call.AnswerAsync(200, $"<DescribeLoadBalancersResponse><DescribeLoadBalancersResult><LoadBalancerDescriptions><member><LoadBalancerName>{name}</LoadBalancerName><DNSName>{host}</DNSName><Scheme>internet-facing</Scheme></member></LoadBalancerDescriptions></DescribeLoadBalancersResult></DescribeLoadBalancersResponse>");
        });
        return host;
    }

    private async Task ClaimAsync(string address)
    {
        Grading.Names.With(address, "127.0.0.1");
        await State.Plane.Admin.PutStatusAsync(Kind.Service, Service, WebApplication.Exposed(address), Token);
    }
}
