using EksGrader.Checks.Core;
using EksGrader.Tests.Real.Fixtures;
using EksGrader.Tests.Real.Grading;
using EksGrader.Tests.Support;
using EksGrader.Tests.Support.Testbed;
using k8s.Models;

namespace EksGrader.Tests.Real.Checks;

/// <summary>
/// Container Insights on a real API server in each way that AWS installs it, with the objects as its manifests and charts make them:
/// what is right passes with the rights of the instructions and with fewer, and what only looks so does not.
/// </summary>
[Collection(ApiServerFixture.Collection)]
public sealed class ContainerInsightsInstallationsTests(ApiServerFixture server) : IAsyncDisposable
{
    private const string Region = """{"agent":{"region":"ap-northeast-2"}}""";
    private const string AddOn = """{"agent":{"region":"ap-northeast-2"},"logs":{"metrics_collected":{"application_signals":{"hosted_in":"eks-cluster"},"kubernetes":{"cluster_name":"eks-cluster","enhanced_container_insights":true}}},"traces":{"traces_collected":{"application_signals":{}}}}""";

    private const string Otel = """
        exporters:
          otlphttp/cw_k8s_ci_v0_metrics_dest:
            endpoint: https://monitoring.ap-northeast-2.amazonaws.com:443
        processors:
          transform/cw_k8s_ci_v0_set_cluster_name:
            metric_statements:
            - context: datapoint
              statements:
              - set(resource.attributes["k8s.cluster.name"], "eks-cluster")
        receivers:
          kubeletstats/cw_k8s_ci_v0:
            auth_type: serviceAccount
          prometheus/cw_k8s_ci_v0_cadvisor:
            config:
              scrape_configs:
              - job_name: cadvisor
        service:
          pipelines:
            metrics/cw_k8s_ci_v0_cadvisor:
              exporters:
              - otlphttp/cw_k8s_ci_v0_metrics_dest
              receivers:
              - prometheus/cw_k8s_ci_v0_cadvisor
            metrics/cw_k8s_ci_v0_kubeletstats:
              exporters:
              - otlphttp/cw_k8s_ci_v0_metrics_dest
              receivers:
              - kubeletstats/cw_k8s_ci_v0
        """;

    private static readonly string[] Two = ["node-1", "node-2"];
    private readonly GradingStack grading = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => grading.DisposeAsync();

    public static TheoryData<string> Right => [.. Ways.Keys];

    [Theory]
    [MemberData(nameof(Right))]
    public async Task ContainerInsights_InstalledRight_Passes(string way)
    {
        await using var state = await server.EmptyAsync(Token);
        await Ways[way](state);

        var look = await grading.ObserveAsync(state.Access);

        var verdict = look.Verdicts[new CheckId("container-insights")];
        Assert.True(verdict.Outcome == Outcome.Passed, verdict.Summary.En);
        await SameReport.AssertAsync(grading, look);
    }

    public static TheoryData<string> Wrong => [.. Broken.Keys];

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task ContainerInsights_OnlyLookingRight_LacksThatFact(string what)
    {
        await using var state = await server.EmptyAsync(Token);
        var (install, says, share) = Broken[what];
        await install(state);

        var verdict = await grading.JudgeAsync(state.Access, "container-insights");

        Assert.Contains(says, verdict.Summary.En, StringComparison.Ordinal);
        Assert.Equal(share / 3d, (double)(verdict.Share ?? -1), 6);
    }

    [Fact]
    public async Task ContainerInsights_OfARoleWithoutTheOperatorsGroup_Passes()
    {
        await using var state = await server.EmptyAsync(Token);
        await Ways["classic"](state);
        V1PolicyRule Rule(string group, params string[] resources) => new() { ApiGroups = [group], Resources = resources, Verbs = ["get", "list"] };
        var access = await ReadOnlyAccess.BindAsync(
            state,
            "without-cloudwatch",
            [Rule("", "nodes", "namespaces", "pods", "services", "configmaps"), Rule("apps", "*"), Rule("networking.k8s.io", "*"), Rule("discovery.k8s.io", "*")],
            Token);

        var verdict = await grading.JudgeAsync(access, "container-insights");

        Assert.True(verdict.Outcome == Outcome.Passed, verdict.Summary.En);
    }

    [Fact]
    public async Task ContainerInsights_ConfigMapsOfOthers_LeaveNothingInTheRecording()
    {
        await using var state = await server.EmptyAsync(Token);
        await Ways["classic"](state);
        await new ContainerInsights(state).ConfigMapAsync("secrets-in-disguise", "password-of-the-database", "hunter2");

        var look = await grading.ObserveAsync(state.Access, GradingStack.Assignment("container-insights"));

        var recorded = string.Concat(look.Record().Reads.Select(r => System.Text.Encoding.UTF8.GetString(r.Answer.Span)));
        Assert.DoesNotContain("hunter2", recorded, StringComparison.Ordinal);
        Assert.DoesNotContain("password-of-the-database", recorded, StringComparison.Ordinal);
        Assert.DoesNotContain("CI_VERSION", recorded, StringComparison.Ordinal);
    }

    private static readonly Dictionary<string, Func<ClusterState, Task>> Ways = new(StringComparer.Ordinal)
    {
        ["classic"] = async state =>
        {
            await NodesAsync(state);
            var insights = new ContainerInsights(state);
            await insights.DaemonSetAsync("cloudwatch-agent", Two, configMap: "cwagentconfig");
            await insights.ClassicAsync("""{"kubernetes":{"cluster_name":"eks-cluster","metrics_collection_interval":60}}""");
        },
        ["classic with a ConfigMap of another name in a projected volume"] = async state =>
        {
            await NodesAsync(state);
            var insights = new ContainerInsights(state);
            await insights.DaemonSetAsync("cloudwatch-agent", Two, configMap: "agent-settings", projected: true);
            await insights.ConfigMapAsync("agent-settings", "cwagentconfig.json", """{"logs":{"metrics_collected":{"kubernetes":{"cluster_name":"eks-cluster"}}}}""");
        },
        ["classic with a Windows node"] = async state =>
        {
            await NodesAsync(state);
            var windows = Nodes.Describe("windows-1");
            windows.Metadata.Labels.Add("kubernetes.io/os", "windows");
            await state.PutAsync(Kind.Node, windows);
            var insights = new ContainerInsights(state);
            await insights.DaemonSetAsync("cloudwatch-agent", Two, configMap: "cwagentconfig");
            await insights.DaemonSetAsync("cloudwatch-agent-windows", ["windows-1"], configMap: "cwagentconfig", os: "windows");
            await insights.ClassicAsync("""{"kubernetes":{"cluster_name":"eks-cluster"}}""");
        },
        ["chart aws-cloudwatch-metrics"] = async state =>
        {
            await NodesAsync(state);
            var insights = new ContainerInsights(state, "monitoring");
            await insights.DaemonSetAsync("metrics-aws-cloudwatch-metrics", Two, "amazon/cloudwatch-agent:1.300032.2b361", "metrics-aws-cloudwatch-metrics");
            await insights.ConfigMapAsync("metrics-aws-cloudwatch-metrics", "cwagentconfig.json", """{"logs":{"metrics_collected":{"kubernetes":{"cluster_name":"eks-cluster","enhanced_container_insights":true}},"force_flush_interval":5}}""");
        },
        ["add-on"] = state => AddOnAsync(state, "amazon-cloudwatch", AddOn),
        ["add-on in another namespace"] = state => AddOnAsync(state, "observability", AddOn),
        ["add-on in OpenTelemetry mode"] = state => AddOnAsync(state, "amazon-cloudwatch", Region, Otel),
        ["add-on in both modes"] = state => AddOnAsync(state, "amazon-cloudwatch", AddOn, Otel),
        ["ADOT"] = async state =>
        {
            await NodesAsync(state);
            var insights = new ContainerInsights(state, "aws-otel-eks");
            await insights.DaemonSetAsync("aws-otel-eks-ci", Two, ContainerInsights.Collector, "otel-agent-conf");
            await insights.ConfigMapAsync("otel-agent-conf", "otel-agent-config", "receivers:\n  awscontainerinsightreceiver:\nexporters:\n  awsemf:\n    namespace: ContainerInsights\nservice:\n  pipelines:\n    metrics:\n      receivers: [awscontainerinsightreceiver]\n      exporters: [awsemf]\n");
        },
        ["ADOT on Fargate"] = async state =>
        {
            await state.PutAsync(Kind.Node, Nodes.Describe("fargate-1", providerId: "aws:///ap-northeast-2a/0123456789-0123/fargate-ip-10-0-0-1.ap-northeast-2.compute.internal", computeType: "fargate"));
            var insights = new ContainerInsights(state, "fargate-container-insights");
            await insights.StatefulSetAsync("adot-collector", "fargate-1", "adot-collector-config");
            await insights.ConfigMapAsync("adot-collector-config", "adot-collector-config", "receivers:\n  prometheus:\nexporters:\n  awsemf:\n    log_group_name: '/aws/containerinsights/{ClusterName}/performance'\n    eks_fargate_container_insights_enabled: true\nservice:\n  pipelines:\n    metrics:\n      receivers: [prometheus]\n      exporters: [awsemf]\n");
        },
    };

    private static readonly Dictionary<string, (Func<ClusterState, Task> Install, string Says, int Holding)> Broken = new(StringComparer.Ordinal)
    {
        ["application signals alone"] = (state => AddOnAsync(state, "amazon-cloudwatch", """{"agent":{"region":"ap-northeast-2"},"logs":{"metrics_collected":{"application_signals":{"hosted_in":"eks-cluster"}}},"traces":{"traces_collected":{"application_signals":{}}}}"""), "application_signals alone", 2),
        ["template of a region"] = (
            async state =>
            {
                await NodesAsync(state);
                var insights = new ContainerInsights(state);
                await insights.DaemonSetAsync("cloudwatch-agent", Two, configMap: "cwagentconfig");
                await insights.ConfigMapAsync("cwagentconfig", "cwagentconfig.json", """{"agent":{"region":"{{region_name}}"},"logs":{"metrics_collected":{"kubernetes":{"cluster_name":"eks-cluster"}}}}""");
            },
            "{{region_name}}",
            2),
        ["status without pods"] = (
            async state =>
            {
                await NodesAsync(state);
                var insights = new ContainerInsights(state);
                await insights.DaemonSetWithoutPodsAsync("cloudwatch-agent", ready: 2);
                await insights.ClassicAsync("""{"kubernetes":{}}""");
            },
            "ready on 0 of 2 nodes",
            2),
        ["scraper alone"] = (
            async state =>
            {
                await NodesAsync(state);
                var insights = new ContainerInsights(state);
                await insights.KindAsync();
                await insights.ResourceAsync("cloudwatch-agent-cluster-scraper", Region, Otel, "deployment");
            },
            "no agent of Container Insights",
            0),
        ["collector of something else"] = (
            async state =>
            {
                await NodesAsync(state);
                var insights = new ContainerInsights(state, "tracing");
                await insights.DaemonSetAsync("collector", Two, ContainerInsights.Collector, "collector");
                await insights.ConfigMapAsync("collector", "config.yaml", "# awscontainerinsightreceiver one day\nreceivers: {otlp: {}}\nexporters: {awsxray: {}}\nservice: {pipelines: {traces: {receivers: [otlp], exporters: [awsxray]}}}\n");
            },
            "no agent of Container Insights",
            0),
    };

    private static async Task NodesAsync(ClusterState state)
    {
        await state.PutAsync(Kind.Node, Nodes.Describe("node-1"));
        await state.PutAsync(Kind.Node, Nodes.Describe("node-2"));
    }

    // What the chart's operator makes: the resources, the ConfigMap and the DaemonSet of the agent, its sister for Windows, and with
    // OpenTelemetry the scraper of mode deployment.
    private static async Task AddOnAsync(ClusterState state, string ns, string config, string? otel = null)
    {
        await NodesAsync(state);
        var insights = new ContainerInsights(state, ns);
        await insights.KindAsync();
        var agent = await insights.ResourceAsync("cloudwatch-agent", config, otel);
        await insights.ConfigMapAsync("cloudwatch-agent", "cwagentconfig.json", config);
        await insights.DaemonSetAsync("cloudwatch-agent", Two, configMap: "cloudwatch-agent", owner: agent);
        var windows = await insights.ResourceAsync("cloudwatch-agent-windows-container-insights", """{"agent":{"region":"ap-northeast-2"},"logs":{"metrics_collected":{"kubernetes":{"cluster_name":"eks-cluster","enhanced_container_insights":true}}}}""");
        await insights.DaemonSetAsync("cloudwatch-agent-windows-container-insights", [], configMap: "cloudwatch-agent-windows-container-insights", owner: windows, os: "windows");
        if (otel is not null)
        {
            await insights.ResourceAsync("cloudwatch-agent-cluster-scraper", Region, Otel, "deployment");
        }
    }
}
