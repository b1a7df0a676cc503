using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Reads;
using EksGrader.Tests.Real.Checks;
using EksGrader.Tests.Real.Fixtures;
using EksGrader.Tests.Real.Grading;
using EksGrader.Tests.Support;
using EksGrader.Tests.Support.Net;
using EksGrader.Tests.Support.Testbed;
using Microsoft.AspNetCore.Http;

namespace EksGrader.Tests.Real.Aws;

/// <summary>
/// The whole AWS way of access: the role is assumed, DescribeCluster tells endpoint and CA, the token is signed in process, a real API
/// server asks who signed it, and RBAC decides by the manifest of the instructions.
/// </summary>
[Collection(ApiServerFixture.Collection)]
public sealed class AwsAccessTests(ApiServerFixture server, MotoFixture moto) : AwsClusterTests(server, moto), IClassFixture<MotoFixture>
{
    private const string LogGroup = $"/aws/containerinsights/{Cluster}/performance";
    private static readonly AwsAccess Keys = new AwsAccess.Keys(Region, Cluster, "ASIASTUDENT000000000", "student-secret-0000", "session-token-0000");

    [Fact]
    public async Task Role_WithItsExternalIdAndAccessEntry_HasEveryFactOfAGoodCluster()
    {
        await using var answer = await LoopbackServer.StartAsync(certificate: null, context => context.Response.WriteAsync("welcome", context.RequestAborted));
        await StartAsync();
        Webhook?.Allow(RoleArn, "grader", "eks-grader");
        await PutGoodClusterAsync(answer.Port, "default/web");
        await Aws.LogAsync(LogGroup, TimeProvider.System.GetUtcNow());

        var look = await Grading.ObserveAsync(new ClusterAccess(null, Role));

        Assert.All(Live(look), v => Assert.True(v.Outcome == Outcome.Passed, v.Summary.En));
        Assert.Equal((Reach.DescribeCluster, $"arn:aws:eks:{Region}:{MotoDriver.Account}:cluster/{Cluster}"), (look.Record().Target.Reach, look.Cluster().Arn));
        Assert.Contains(Of(look, "load-balancer").Evidence, e => e.Title.StartsWith("aws elbv2 describe-load-balancers", StringComparison.Ordinal));
        Assert.Contains("4 of 4", Of(look, "container-insights").Summary.En, StringComparison.Ordinal);
        await SameReport.AssertAsync(Grading, look);
    }

    [Fact]
    public async Task Role_WithALoadBalancerTaggedForAnotherServiceAndNoData_LosesForTheDataAloneAndHasASign()
    {
        await using var answer = await LoopbackServer.StartAsync(certificate: null, context => context.Response.WriteAsync("welcome", context.RequestAborted));
        await StartAsync();
        Webhook?.Allow(RoleArn, "grader", "eks-grader");
        await PutGoodClusterAsync(answer.Port, "default/another");
        await Aws.LogAsync(LogGroup, TimeProvider.System.GetUtcNow().AddMinutes(-20));

        var look = await Grading.ObserveAsync(new ClusterAccess(null, Role));

        Assert.Equal((Outcome.Passed, Assurance.Aws), (Of(look, "load-balancer").Outcome, Of(look, "load-balancer").Assurance));
        Assert.Contains(look.Flags, s => s.Kind == "foreignTags");
        Assert.Equal((0.75m, true), (Of(look, "container-insights").Share, Of(look, "container-insights").MayStillComeTrue));
    }

    [Fact]
    public async Task Role_WithDataOfAnEarlierClusterOfTheName_LacksThatFact()
    {
        await StartAsync();
        Webhook?.Allow(RoleArn, "grader", "eks-grader");
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
        Webhook?.Allow(RoleArn, "grader", "eks-grader");
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
        Webhook?.Allow(RoleArn, "grader", "eks-grader");
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
        Webhook?.Allow($"arn:aws:sts::{MotoDriver.Account}:user/moto", "grader", "eks-grader");
        await State.PutAsync(Kind.Node, Nodes.Describe("node-1", providerId: await Aws.RunNodeAsync()));
        await State.PutAsync(Kind.Node, Nodes.Describe("node-2", providerId: await Aws.RunNodeAsync()));

        var verdict = await Grading.JudgeAsync(new ClusterAccess(null, Keys), "nodes");

        Assert.True(verdict.Outcome == Outcome.Passed, $"{verdict.Summary} {string.Join("; ", Webhook?.Decisions ?? [])}");
    }

    [Fact]
    public async Task Role_WithoutAnAccessEntry_IsUnknownAndMayStillComeTrue()
    {
        await StartAsync();

        var look = await Grading.ObserveAsync(new ClusterAccess(null, Role));

        Assert.All(Live(look), v => Assert.Equal((Outcome.Unknown, FaultDomain.Student, true), (v.Outcome, v.Fault, v.MayStillComeTrue)));
        Assert.Contains(look.Record().Reads, r => r.Fault?.Failure == ReadFailure.Unauthenticated);
    }

    [Fact]
    public async Task Role_WithAnAccessEntryWithoutTheGroup_NamesTheRights()
    {
        await StartAsync();
        Webhook?.Allow(RoleArn, "grader", "another-group");

        var verdict = await Grading.JudgeAsync(new ClusterAccess(null, Role), "nodes");

        Assert.Equal((Outcome.Unknown, FaultDomain.Student), (verdict.Outcome, verdict.Fault));
        Assert.Contains("list nodes", verdict.Summary.En, StringComparison.Ordinal);
        Assert.Contains(verdict.Feedback, f => f.En.Contains("--user=grader", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Role_ThatAsksForAnotherExternalId_IsDeniedAndTheFeedbackShowsTheTrustPolicy()
    {
        var proxy = await StartAsync();
        proxy.RequireExternalId(RoleArn, "another");

        var look = await Grading.ObserveAsync(new ClusterAccess(null, Role));

        Assert.All(Live(look), v => Assert.Equal((Outcome.Unknown, FaultDomain.Student), (v.Outcome, v.Fault)));
        Assert.Contains(Of(look, "nodes").Feedback, f => f.En.Contains("external-7", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("*")]
    [InlineData("external-*")]
    public async Task Role_ThatTakesAnyExternalId_IsNotUsedAndTheFeedbackShowsTheTrustPolicy(string pattern)
    {
        var proxy = await StartAsync();
        proxy.RequireExternalId(RoleArn, pattern);
        Webhook?.Allow(RoleArn, "grader", "eks-grader");

        var look = await Grading.ObserveAsync(new ClusterAccess(null, Role));

        Assert.All(Live(look), v => Assert.Equal((Outcome.Unknown, FaultDomain.Student), (v.Outcome, v.Fault)));
        Assert.Contains("any external ID", Of(look, "nodes").Summary.En, StringComparison.Ordinal);
        Assert.Contains(Of(look, "nodes").Feedback, f => f.En.Contains("\"StringEquals\":{\"sts:ExternalId\":\"external-7\"}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Role_ToAClusterThatIsNotThere_IsUnknownAndNeverFailed()
    {
        await StartAsync();

        var look = await Grading.ObserveAsync(new ClusterAccess(null, new AwsAccess.Role(Region, "nobody", RoleArn, "external-7")));

        Assert.All(Live(look), v => Assert.Equal((Outcome.Unknown, FaultDomain.Student), (v.Outcome, v.Fault)));
        Assert.Contains(look.Record().Reads, r => r.Fault?.Failure == ReadFailure.NotFound);
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

        var look = await Grading.ObserveAsync(new ClusterAccess(null, Role));

        Assert.All(Live(look), v => Assert.Equal((Outcome.Unknown, FaultDomain.Aws), (v.Outcome, v.Fault)));
        Assert.All(look.Record().Reads.Where(r => r.Key.StartsWith("kubernetes", StringComparison.Ordinal)), r => Assert.Equal(ReadFailure.Malformed, r.Fault?.Failure));
    }

    [Fact]
    public async Task Kubeconfig_JoinedByAwsAccess_IsUsedAtTheEndpointOfDescribeCluster()
    {
        await StartAsync();

        var look = await Grading.ObserveAsync(State.Access with { Aws = Role });

        Assert.Equal((Reach.DescribeCluster, Outcome.Failed), (look.Record().Target.Reach, Of(look, "nodes").Outcome));
        Assert.DoesNotContain(look.Flags, s => s.Kind == "differentClusters");
    }

    [Fact]
    public async Task Kubeconfig_JoinedByAwsAccessToAnotherCluster_StandsAlone()
    {
        var proxy = await StartAsync();
        using var another = new ControlPlaneFiles();
        proxy.Serve(Cluster, State.Plane.Server, another.AuthorityPem);

        var look = await Grading.ObserveAsync(State.Access with { Aws = Role });

        Assert.Equal((Reach.AllowedNetwork, Outcome.Failed), (look.Record().Target.Reach, Of(look, "nodes").Outcome));
        Assert.Contains(look.Flags, s => s.Kind == "differentClusters");
    }

    [Theory]
    [InlineData(Region, "misspelt")]
    [InlineData("us-east-1", Cluster)]
    public async Task Kubeconfig_JoinedByAwsAccessWithAMistypedNameOrRegion_IsUnknownByTheStudentAndWithoutAwsEarnsWhatItEarnsAlone(string region, string name)
    {
        await using var answer = await LoopbackServer.StartAsync(certificate: null, context => context.Response.WriteAsync("welcome", context.RequestAborted));
        await StartAsync();
        await PutGoodClusterAsync(answer.Port, "default/web");
        var alone = await Grading.ObserveAsync(State.Access);

        var look = await Grading.ObserveAsync(State.Access with { Aws = new AwsAccess.Role(region, name, RoleArn, "external-7") });

        Assert.Equal(Outcome.Passed, Of(alone, "load-balancer").Outcome);
        Assert.All(look.Verdicts.Values, v => Assert.False(v.Contradicted));
        Assert.Equal((Outcome.Unknown, FaultDomain.Student), (Of(look, "load-balancer").Outcome, Of(look, "load-balancer").Fault));
        Assert.Contains("ubmit", Of(look, "load-balancer").Feedback[0].En, StringComparison.Ordinal);
        // As at the deadline (StudentUnknowns): what was read is judged as without AWS access.
        var stripped = look with { Recorded = look.Record() with { Target = look.Record().Target with { HasAwsAccess = false } } };
        var report = await SameReport.ReplayAsync(Grading, GradingStack.EksAssessment, stripped);
        Assert.All(report.Checks, c => Assert.Equal((c.Check, alone.Verdicts[c.Check].Outcome, alone.Verdicts[c.Check].Share), (c.Check, c.Verdict.Outcome, c.Verdict.Share)));
        Assert.Contains(look.Record().Reads, r => r.Fault?.Summary.En.Contains($"AWS knows no cluster {name} in region {region}", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task Cluster_MadeAnewUnderItsName_IsAnotherOne_AndItsLooksAreNotAddedUp()
    {
        var proxy = await StartAsync();
        var first = await Grading.ObserveAsync(new ClusterAccess(null, Role));
        proxy.Create(Cluster, (first.Cluster().CreatedAt ?? default).AddMinutes(12));

        var anew = await Grading.ObserveAsync(new ClusterAccess(null, Role), number: 2);

        Assert.Equal(first.Cluster().Arn, anew.Cluster().Arn);
        Assert.Equal(ClusterMatch.Another, first.Cluster().Compare(anew.Cluster()));
        var report = await SameReport.ReplayAsync(Grading, GradingStack.EksAssessment, first, anew);
        Assert.Contains(report.Flags, s => s.Kind == Settling.AnotherClusterKind);
    }

    private static IEnumerable<Verdict> Live(Observation look) => look.Verdicts.Where(v => v.Key.Value != "cluster-deletion").Select(v => v.Value);

    private static Verdict Of(Observation look, string check) => look.Verdicts[new CheckId(check)];

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
