using System.Globalization;
using Amazon.Runtime;
using EksGrader.Api.Application.Access;
using EksGrader.Api.Contracts;
using EksGrader.Checks;
using EksGrader.Checks.Access;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Aws.Pipeline;
using EksGrader.Checks.Aws.Sessions;
using EksGrader.Checks.Clusters;
using EksGrader.Tests.Real.Fixtures;
using EksGrader.Tests.Real.Grading;
using EksGrader.Tests.Real.States;
using EksGrader.Tests.Unit.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Real.Aws;

/// <summary>
/// The whole AWS way of access: the role is assumed, DescribeCluster tells endpoint and CA, the token is signed in process, a real API
/// server asks who signed it, and RBAC decides by the manifest of the instructions.
/// </summary>
[Collection(ApiServerFixture.Collection)]
public sealed class AwsAccessTests(ApiServerFixture server, MotoFixture moto) : IClassFixture<MotoFixture>, IAsyncDisposable
{
    private const string Region = "ap-northeast-2";
    private const string Cluster = ApiServerFixture.ClusterName;
    private const string RoleArn = $"arn:aws:iam::{MotoDriver.Account}:role/eks-grader";
    private const string LogGroup = $"/aws/containerinsights/{Cluster}/performance";
    private static readonly AwsAccess Role = new AwsAccess.Role(Region, Cluster, RoleArn, "external-7");
    private static readonly AwsAccess Keys = new AwsAccess.Keys(Region, Cluster, "ASIASTUDENT000000000", "student-secret-0000", "session-token-0000");

    private ClusterState? state;
    private GradingStack? stack;
    private MotoDriver? aws;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private GradingStack Grading => stack ?? throw new InvalidOperationException("Not started.");

    private ClusterState State => state ?? throw new InvalidOperationException("Not started.");

    private MotoDriver Aws => aws ?? throw new InvalidOperationException("Not started.");

    public async ValueTask DisposeAsync()
    {
        aws?.Dispose();
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
    public async Task Role_WithItsExternalIdAndAccessEntry_HasEveryFactOfAGoodCluster()
    {
        await using var answer = await LoopbackServer.StartAsync(certificate: null, context => context.Response.WriteAsync("welcome", context.RequestAborted));
        await StartAsync();
        server.Webhook?.Allow(RoleArn, "grader", "eks-grader");
        await PutGoodClusterAsync(answer.Port, "default/web");
        await Aws.LogAsync(LogGroup, TimeProvider.System.GetUtcNow());

        var look = await Grading.LookAsync(new ClusterAccess(null, Role));

        Assert.All(Live(look), v => Assert.True(v.Outcome == Outcome.Passed, v.Summary.En));
        Assert.Equal((Reach.DescribeCluster, $"arn:aws:eks:{Region}:{MotoDriver.Account}:cluster/{Cluster}"), (look.Recorded.HandIn.Reach, look.Identity.Arn));
        Assert.Contains(Of(look, "load-balancer").Evidence, e => e.Title.StartsWith("aws elbv2 describe-load-balancers", StringComparison.Ordinal));
        Assert.Contains("4 of 4", Of(look, "container-insights").Summary.En, StringComparison.Ordinal);
        await SameReport.AssertAsync(Grading, look);
    }

    [Fact]
    public async Task Role_WithALoadBalancerTaggedForAnotherServiceAndNoData_LosesForTheDataAloneAndHasASign()
    {
        await using var answer = await LoopbackServer.StartAsync(certificate: null, context => context.Response.WriteAsync("welcome", context.RequestAborted));
        await StartAsync();
        server.Webhook?.Allow(RoleArn, "grader", "eks-grader");
        await PutGoodClusterAsync(answer.Port, "default/another");
        await Aws.LogAsync(LogGroup, TimeProvider.System.GetUtcNow().AddMinutes(-20));

        var look = await Grading.LookAsync(new ClusterAccess(null, Role));

        Assert.Equal((Outcome.Passed, Assurance.Aws), (Of(look, "load-balancer").Outcome, Of(look, "load-balancer").Assurance));
        Assert.Contains(look.Look.Signs, s => s.Kind == "foreignTags");
        Assert.Equal((0.75m, true), (Of(look, "container-insights").Share, Of(look, "container-insights").MayStillComeTrue));
    }

    [Fact]
    public async Task Role_WithDataOfAnEarlierClusterOfTheName_LacksThatFact()
    {
        await StartAsync();
        server.Webhook?.Allow(RoleArn, "grader", "eks-grader");
        await PutGoodClusterAsync(80, "default/web");
        await Aws.LogAsync(LogGroup, TimeProvider.System.GetUtcNow().AddMinutes(-5));

        var verdict = await Grading.JudgeAsync(new ClusterAccess(null, Role), "container-insights");

        Assert.Equal((0.75m, true, Assurance.Aws), (verdict.Share, verdict.MayStillComeTrue, verdict.Assurance));
    }

    [Theory]
    [InlineData($"/aws/otel/containerinsights/{Cluster}/host", true)]
    [InlineData($"/aws/containerinsights/{Cluster}/application", true)]
    [InlineData($"/aws/containerinsights/{Cluster}/performance", false)]
    public async Task Role_WithTheOpenTelemetryMode_LooksAtItsLogGroups(string group, bool arrives)
    {
        await StartAsync();
        server.Webhook?.Allow(RoleArn, "grader", "eks-grader");
        await State.PutAsync(Kind.Node, Nodes.Describe("node-1"));
        var insights = new ContainerInsights(State);
        await insights.KindAsync();
        var agent = await insights.ResourceAsync(
            "cloudwatch-agent",
            $$$"""{"agent":{"region":"{{{Region}}}"}}""",
            "receivers: {kubeletstats/cw_k8s_ci_v0: {}, filelog/cw_k8s_ci_v0_app: {}}\nexporters: {otlphttp/cw_k8s_ci_v0_metrics_dest: {}, otlphttp/cw_k8s_ci_v0_app_logs_dest: {}}\nservice: {pipelines: {metrics/cw_k8s_ci_v0_kubeletstats: {receivers: [kubeletstats/cw_k8s_ci_v0], exporters: [otlphttp/cw_k8s_ci_v0_metrics_dest]}, logs/cw_k8s_ci_v0_app: {receivers: [filelog/cw_k8s_ci_v0_app], exporters: [otlphttp/cw_k8s_ci_v0_app_logs_dest]}}}\n");
        await insights.DaemonSetAsync("cloudwatch-agent", ["node-1"], owner: agent);
        await Aws.LogAsync(group, TimeProvider.System.GetUtcNow());

        var verdict = await Grading.JudgeAsync(new ClusterAccess(null, Role), "container-insights");

        Assert.Equal((arrives ? 1 : 0.75m, Assurance.Aws), (verdict.Share, verdict.Assurance));
    }

    [Fact]
    public async Task Role_WithALoadBalancerThatTheAccountDoesNotHave_HasTwoFacts()
    {
        const string Invented = "k8s-default-web-0123456789-0123456789abcdef.elb.ap-northeast-2.amazonaws.com";
        await StartAsync();
        server.Webhook?.Allow(RoleArn, "grader", "eks-grader");
        var web = new WebApplication(State);
        await web.EndpointsAsync(true, await web.PodAsync("node-1"));
        await web.ServiceAsync(80, Invented);
        Grading.Names.With(Invented, "127.0.0.1");

        var verdict = await Grading.JudgeAsync(new ClusterAccess(null, Role), "load-balancer");

        Assert.Equal((0.4m, true), (verdict.Share, verdict.MayStillComeTrue));
        Assert.Contains("no load balancer of the account", verdict.Summary.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_OfAPrincipalWithAnAccessEntry_ReadTheCluster()
    {
        await StartAsync();
        // Whom moto takes a bearer of keys for that it did not make.
        server.Webhook?.Allow($"arn:aws:sts::{MotoDriver.Account}:user/moto", "grader", "eks-grader");
        await State.PutAsync(Kind.Node, Nodes.Describe("node-1", providerId: await Aws.RunNodeAsync()));
        await State.PutAsync(Kind.Node, Nodes.Describe("node-2", providerId: await Aws.RunNodeAsync()));

        var verdict = await Grading.JudgeAsync(new ClusterAccess(null, Keys), "nodes");

        Assert.True(verdict.Outcome == Outcome.Passed, $"{verdict.Summary} {string.Join("; ", server.Webhook?.Decisions ?? [])}");
    }

    [Fact]
    public async Task Role_WithoutAnAccessEntry_IsUnknownAndMayStillComeTrue()
    {
        await StartAsync();

        var look = await Grading.LookAsync(new ClusterAccess(null, Role));

        Assert.All(Live(look), v => Assert.Equal((Outcome.Unknown, Fault.Student, true), (v.Outcome, v.Fault, v.MayStillComeTrue)));
        Assert.Contains(look.Recorded.Reads, r => r.Fault?.Failure == ReadFailure.Unauthenticated);
    }

    [Fact]
    public async Task Role_WithAnAccessEntryWithoutTheGroup_NamesTheRights()
    {
        await StartAsync();
        server.Webhook?.Allow(RoleArn, "grader", "another-group");

        var verdict = await Grading.JudgeAsync(new ClusterAccess(null, Role), "nodes");

        Assert.Equal((Outcome.Unknown, Fault.Student), (verdict.Outcome, verdict.Fault));
        Assert.Contains("list nodes", verdict.Summary.En, StringComparison.Ordinal);
        Assert.Contains(verdict.Feedback, f => f.En.Contains("--user=grader", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Role_ThatAsksForAnotherExternalId_IsDeniedAndTheFeedbackShowsTheTrustPolicy()
    {
        var proxy = await StartAsync();
        proxy.RequireExternalId(RoleArn, "another");

        var look = await Grading.LookAsync(new ClusterAccess(null, Role));

        Assert.All(Live(look), v => Assert.Equal((Outcome.Unknown, Fault.Student), (v.Outcome, v.Fault)));
        Assert.Contains(Of(look, "nodes").Feedback, f => f.En.Contains("external-7", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("*")]
    [InlineData("external-*")]
    public async Task Role_ThatTakesAnyExternalId_IsNotUsedAndTheFeedbackShowsTheTrustPolicy(string pattern)
    {
        var proxy = await StartAsync();
        proxy.RequireExternalId(RoleArn, pattern);
        server.Webhook?.Allow(RoleArn, "grader", "eks-grader");

        var look = await Grading.LookAsync(new ClusterAccess(null, Role));

        Assert.All(Live(look), v => Assert.Equal((Outcome.Unknown, Fault.Student), (v.Outcome, v.Fault)));
        Assert.Contains("any external id", Of(look, "nodes").Summary.En, StringComparison.Ordinal);
        Assert.Contains(Of(look, "nodes").Feedback, f => f.En.Contains("\"StringEquals\":{\"sts:ExternalId\":\"external-7\"}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Role_ToAClusterThatIsNotThere_IsUnknownAndNeverFailed()
    {
        await StartAsync();

        var look = await Grading.LookAsync(new ClusterAccess(null, new AwsAccess.Role(Region, "nobody", RoleArn, "external-7")));

        Assert.All(Live(look), v => Assert.Equal((Outcome.Unknown, Fault.Student), (v.Outcome, v.Fault)));
        Assert.Contains(look.Recorded.Reads, r => r.Fault?.Failure == ReadFailure.NotFound);
    }

    [Theory]
    [InlineData("https://0123456789ABCDEF0123456789ABCDEF.gr7.eu-west-1.eks.amazonaws.com/api/v1/namespaces/default/services/http:x:8080/proxy")]
    [InlineData("https://0123456789ABCDEF0123456789ABCDEF.gr7.eu-west-1.eks.amazonaws.com:8443")]
    [InlineData("https://127.0.0.1:6443/api/v1/nodes/n/proxy/")]
    public async Task Role_WhereDescribeClusterNamesAnAddressBeyondAnApiServer_IsNeverContacted(string endpoint)
    {
        var proxy = await StartAsync();
        using var another = new ControlPlaneFiles();
        proxy.Serve(Cluster, new Uri(endpoint), another.AuthorityPem);

        var look = await Grading.LookAsync(new ClusterAccess(null, Role));

        Assert.All(Live(look), v => Assert.Equal((Outcome.Unknown, Fault.Aws), (v.Outcome, v.Fault)));
        Assert.All(look.Recorded.Reads.Where(r => r.Key.StartsWith("kubernetes", StringComparison.Ordinal)), r => Assert.Equal(ReadFailure.Malformed, r.Fault?.Failure));
    }

    [Fact]
    public async Task Kubeconfig_JoinedByAwsAccess_IsUsedAtTheEndpointOfDescribeCluster()
    {
        await StartAsync();

        var look = await Grading.LookAsync(State.Access with { Aws = Role });

        Assert.Equal((Reach.DescribeCluster, Outcome.Failed), (look.Recorded.HandIn.Reach, Of(look, "nodes").Outcome));
        Assert.DoesNotContain(look.Look.Signs, s => s.Kind == "differentClusters");
    }

    [Fact]
    public async Task Kubeconfig_JoinedByAwsAccessToAnotherCluster_StandsAlone()
    {
        var proxy = await StartAsync();
        using var another = new ControlPlaneFiles();
        proxy.Serve(Cluster, State.Plane.Server, another.AuthorityPem);

        var look = await Grading.LookAsync(State.Access with { Aws = Role });

        Assert.Equal((Reach.AllowedNetwork, Outcome.Failed), (look.Recorded.HandIn.Reach, Of(look, "nodes").Outcome));
        Assert.Contains(look.Look.Signs, s => s.Kind == "differentClusters");
    }

    [Theory]
    [InlineData(Region, "misspelt")]
    [InlineData("us-east-1", Cluster)]
    public async Task Kubeconfig_JoinedByAwsAccessWithAMistypedNameOrRegion_IsUnknownByTheStudentAndWithoutAwsEarnsWhatItEarnsAlone(string region, string name)
    {
        await using var answer = await LoopbackServer.StartAsync(certificate: null, context => context.Response.WriteAsync("welcome", context.RequestAborted));
        await StartAsync();
        await PutGoodClusterAsync(answer.Port, "default/web");
        var alone = await Grading.LookAsync(State.Access);

        var look = await Grading.LookAsync(State.Access with { Aws = new AwsAccess.Role(region, name, RoleArn, "external-7") });

        Assert.Equal(Outcome.Passed, Of(alone, "load-balancer").Outcome);
        Assert.All(look.Look.Verdicts.Values, v => Assert.False(v.Contradicted));
        Assert.Equal((Outcome.Unknown, Fault.Student), (Of(look, "load-balancer").Outcome, Of(look, "load-balancer").Fault));
        Assert.Contains("ubmit", Of(look, "load-balancer").Feedback[0].En, StringComparison.Ordinal);
        // As at the deadline (StudentUnknowns): what was read is judged as without AWS access.
        var stripped = look with { Recorded = look.Recorded with { HandIn = look.Recorded.HandIn with { HasAwsAccess = false } } };
        var report = await SameReport.ReplayAsync(Grading, GradingStack.EksAssessment, stripped);
        Assert.All(report.Checks, c => Assert.Equal((c.Check, alone.Look.Verdicts[c.Check].Outcome, alone.Look.Verdicts[c.Check].Share), (c.Check, c.Verdict.Outcome, c.Verdict.Share)));
        Assert.Contains(look.Recorded.Reads, r => r.Fault?.Summary.En.Contains($"AWS knows no cluster {name} in region {region}", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task Cluster_MadeAnewUnderItsName_IsAnotherOne_AndItsLooksAreNotAddedUp()
    {
        var proxy = await StartAsync();
        var first = await Grading.LookAsync(new ClusterAccess(null, Role));
        proxy.Create(Cluster, (first.Identity.CreatedAt ?? default).AddMinutes(12));

        var anew = await Grading.LookAsync(new ClusterAccess(null, Role), number: 2);

        Assert.Equal(first.Identity.Arn, anew.Identity.Arn);
        Assert.Equal(ClusterMatch.Another, first.Identity.Compare(anew.Identity));
        var report = await SameReport.ReplayAsync(Grading, GradingStack.EksAssessment, first, anew);
        Assert.Contains(report.Signs, s => s.Kind == Settling.AnotherClusterKind);
    }

    [Theory]
    [InlineData(Assurance.Cluster, true)]
    [InlineData(Assurance.Aws, false)]
    public async Task AccessTest_WithoutTheWitnessesRights_WorksWhereTheAssignmentTakesTheClustersWord(Assurance asked, bool works)
    {
        var proxy = await StartAsync();
        server.Webhook?.Allow(RoleArn, "grader", "eks-grader");
        proxy.Interfere(call => call.Service == "ec2" ? call.FailAsync(403, "UnauthorizedOperation") : Task.FromResult(false));

        var tested = await TryAsync(new ClusterAccess(null, Role), asked);

        Assert.Equal(works, tested.Works);
        var missing = tested.Reads.Where(r => !r.Works).ToList();
        Assert.Equal(["ec2:DescribeInstances", "ec2:DescribeNetworkInterfaces"], missing.Select(r => r.Read));
        Assert.All(missing, r =>
        {
            Assert.Equal((works, Fault.Student), (r.Optional, r.Fault));
            Assert.Contains($"assurance: {(works ? "cluster" : "aws")}", r.Gives, StringComparison.Ordinal);
            Assert.Contains(r.Feedback, f => f.Contains("aws iam put-role-policy --role-name eks-grader", StringComparison.Ordinal) && f.Contains(r.Read, StringComparison.Ordinal));
        });
        Assert.All(tested.Reads.Except(missing), r => Assert.Equal((r.Read == "kubernetes list apiservices.apiregistration.k8s.io", r.Optional), (r.Gives is not null, r.Gives is not null && works)));
    }

    [Theory]
    [InlineData(Assurance.Cluster)]
    [InlineData(Assurance.Aws)]
    public async Task AccessTest_ByTheInstructions_ReadsAllThatIsLookedAt_TheWitnessesToo(Assurance asked)
    {
        await StartAsync();
        server.Webhook?.Allow(RoleArn, "grader", "eks-grader");

        var tested = await TryAsync(new ClusterAccess(null, Role), asked);

        Assert.True(tested.Works, string.Join("; ", tested.Reads.Where(r => !r.Works)));
        Assert.Equal(
            ["ec2:DescribeInstances", "ec2:DescribeNetworkInterfaces", "kubernetes list apiservices.apiregistration.k8s.io"],
            tested.Reads.Where(r => r.Gives is not null).Select(r => r.Read));
        Assert.All(tested.Reads, r => Assert.Equal(r.Gives is not null && asked == Assurance.Cluster, r.Optional));
        Assert.All(ReadOnlyAccess.Needs.Witnesses, action => Assert.Contains(tested.Reads, r => r.Read == action));
    }

    [Fact]
    public async Task AccessTest_OfAClusterThatAwsDoesNotDescribe_SaysSoOnce_AndAsksNoWitness()
    {
        var proxy = await StartAsync();
        proxy.RequireExternalId(RoleArn, "another");

        var tested = await TryAsync(State.Access with { Aws = Role }, Assurance.Cluster);

        Assert.False(tested.Works);
        Assert.DoesNotContain(tested.Reads, r => r.Read.StartsWith("ec2:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AccessTest_OfAKubeconfigAlone_AsksForNothingThatConfirms()
    {
        await StartAsync();

        var tested = await TryAsync(State.Access, Assurance.Cluster);

        Assert.True(tested.Works, string.Join("; ", tested.Reads.Where(r => !r.Works)));
        Assert.All(tested.Reads, r => Assert.Equal((false, null), (r.Optional, r.Gives)));
    }

    private async Task<AccessTestView> TryAsync(ClusterAccess access, Assurance asked)
    {
        var probe = new AccessProbe(ReadOnlyAccess.Needs, new AssignmentRules { Assurance = asked }, CultureInfo.GetCultureInfo("en"), TimeProvider.System, Token);
        using var cluster = await Grading.Get<IClusterOpener>().OpenAsync(access, new HandIn { SubmittedAt = TimeProvider.System.GetUtcNow() }, Token);
        return await probe.RunAsync(cluster, Token);
    }

    private static IEnumerable<Verdict> Live(SeenLook look) => look.Look.Verdicts.Where(v => v.Key.Value != "cluster-deletion").Select(v => v.Value);

    private static Verdict Of(SeenLook look, string check) => look.Look.Verdicts[new CheckId(check)];

    // An empty cluster that AWS describes, whose role asks for its external id; nobody has an access entry.
    private async Task<MotoProxy> StartAsync()
    {
        var proxy = await moto.StartedAsync(Token);
        state = await server.EmptyAsync(Token);
        await ReadOnlyAccess.GrantGroupAsync(state.Plane, Token);
        aws = new MotoDriver(proxy.Moto, Region, Token);
        await aws.CreateClusterAsync(Cluster);
        proxy.Serve(Cluster, state.Plane.Server, state.Plane.Files.AuthorityPem);
        proxy.RequireExternalId(RoleArn, "external-7");
        if (server.Webhook is { } webhook)
        {
            webhook.TokenService = proxy.Moto;
        }

        stack = new GradingStack(replace: services => services.AddSingleton(s => new AwsClients(
            s.GetRequiredService<AwsHttp>(), () => new BasicAWSCredentials("AKIAGRADER0000000000", "grader-secret"), proxy.Address)));
        return proxy;
    }

    private async Task PutGoodClusterAsync(int port, string serviceOfLoadBalancer)
    {
        var (first, second) = (await Aws.RunNodeAsync(), await Aws.RunNodeAsync());
        var address = await Aws.CreateNetworkAsync("k8s-default-web-0123456789", "service.k8s.aws/stack", serviceOfLoadBalancer, Cluster, first.Split('/')[^1]);
        Grading.Names.With(address, "127.0.0.1");
        await State.PutAsync(Kind.Node, Nodes.Describe("node-1", providerId: first));
        await State.PutAsync(Kind.Node, Nodes.Describe("node-2", providerId: second));
        var web = new WebApplication(State);
        await web.EndpointsAsync(true, (await web.DeployAsync(2, "node-1", "node-2")).Pods);
        await web.ServiceAsync(port, address);
        var insights = new ContainerInsights(State);
        await insights.AgentAsync(ready: 2);
        await insights.ClassicAsync($$$"""{"kubernetes":{"cluster_name":"{{{Cluster}}}"}}""");
    }
}
