using EksGrader.Checks.Core;
using EksGrader.Tests.Real.Checks;
using EksGrader.Tests.Real.Fixtures;
using EksGrader.Tests.Support.Net;
using EksGrader.Tests.Support.Testbed;
using k8s.Models;
using Microsoft.AspNetCore.Http;

namespace EksGrader.Tests.Real.Grading;

/// <summary>A student's day with a cluster whose controllers, scheduler and kubelets are real; the grader looks after each step.</summary>
public sealed class ClusterDayTests(HollowClusterFixture hollow) : IAsyncDisposable
{
    private const string Balancer = "k8s-default-web-0123456789-0123456789abcdef.elb.ap-northeast-2.amazonaws.com";

    private const string Insights = """
        apiVersion: v1
        kind: Namespace
        metadata: { name: amazon-cloudwatch }
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: { name: cwagentconfig, namespace: amazon-cloudwatch }
        data:
          cwagentconfig.json: '{"logs":{"metrics_collected":{"kubernetes":{"metrics_collection_interval":60}}}}'
        ---
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: { name: cloudwatch-agent, namespace: amazon-cloudwatch }
        spec:
          selector: { matchLabels: { name: cloudwatch-agent } }
          template:
            metadata: { labels: { name: cloudwatch-agent } }
            spec: { containers: [{ name: cloudwatch-agent, image: cloudwatch-agent }] }
        """;

    private readonly GradingStack grading = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => grading.DisposeAsync();

    [Fact]
    public async Task Story_FromTwoNodesToANodeLost_IsGradedAtEachStep()
    {
        await using var answer = await LoopbackServer.StartAsync(certificate: null, context => context.Response.WriteAsync("welcome", context.RequestAborted));
        var plane = await hollow.StartedAsync(Token);
        var kubectl = plane.Kubectl;
        var access = await ReadOnlyAccess.GrantAsync(plane, Token);
        Assert.Equal("nodes 1, replicas 0, load-balancer 0, container-insights 0", await GradeAsync(access));

        await kubectl.RunAsync("create deployment web --image=nginx --replicas=2", Token);
        await kubectl.RunAsync($"expose deployment web --type=LoadBalancer --port={answer.Port} --target-port=80", Token);
        await kubectl.RunAsync("rollout status deployment/web --timeout=120s", Token);
        Assert.Equal("nodes 1, replicas 1, load-balancer 0, container-insights 0", await GradeAsync(access));

        await GiveAddressAsync(plane);
        await kubectl.RunAsync("apply -f -", Token, Insights);
        await kubectl.RunAsync("rollout status daemonset/cloudwatch-agent --namespace amazon-cloudwatch --timeout=120s", Token);
        // The endpoints come from a controller that nothing tells of.
        await Until.TrueAsync("everything holds", async _ => await GradeAsync(access) == "nodes 1, replicas 1, load-balancer 1, container-insights 1", Token);

        await kubectl.RunAsync("scale deployment web --replicas=3", Token);
        await kubectl.RunAsync("rollout status deployment/web --timeout=120s", Token);
        Assert.Equal("nodes 1, replicas 0.5, load-balancer 1, container-insights 1", await GradeAsync(access));

        await kubectl.RunAsync("scale deployment web --replicas=1", Token);
        await kubectl.RunAsync("rollout status deployment/web --timeout=120s", Token);
        Assert.Equal("nodes 1, replicas 0.5, load-balancer 1, container-insights 1", await GradeAsync(access));

        // The pod on the lost node goes on saying that it is ready, for a minute.
        var node = (await kubectl.RunAsync("get pods --selector app=web --field-selector status.phase=Running -o jsonpath={.items[0].spec.nodeName}", Token)).Trim();
        await kubectl.RunAsync($"delete node {node}", Token);
        Assert.Equal("nodes 0.5, replicas 0", (await GradeAsync(access))[..21]);
    }

    private static async Task GiveAddressAsync(ControlPlane plane)
    {
        var service = await plane.Admin.FindAsync<V1Service>(Kind.Service, "default", "web", Token) ?? throw new InvalidOperationException("kubectl made no Service.");
        await plane.Admin.PutStatusAsync(
            Kind.Service,
            service,
            WebApplication.Exposed(Balancer),
            Token);
    }

    // The shares of all checks that look at the cluster.
    private async Task<string> GradeAsync(ClusterAccess access)
    {
        grading.Names.With(Balancer, "127.0.0.1");
        var look = await grading.ObserveAsync(access);
        Assert.Equal(Outcome.Pending, look.Verdicts[new CheckId("cluster-deletion")].Outcome);
        return string.Join(", ", GradingStack.EksAssessment.Checks.Select(c => c.Check).Where(c => c.Value != "cluster-deletion").Select(c =>
            FormattableString.Invariant($"{c.Value} {look.Verdicts[c].Share:0.##}")));
    }
}
