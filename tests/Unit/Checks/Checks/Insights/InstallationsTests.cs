using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Calls;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Checks.Insights;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Tests.Unit.Fakes;
using static EksGrader.Tests.Unit.Fakes.InsightsParts;

namespace EksGrader.Tests.Unit.Checks.Checks.Insights;

/// <summary>Container Insights as AWS's manifests, charts and add-on install it: every right way has all points, and what is less has less.</summary>
public sealed class InstallationsTests
{
    private const string Adot = """
        receivers:
          awscontainerinsightreceiver:
        exporters:
          awsemf:
            namespace: ContainerInsights
            log_group_name: '/aws/containerinsights/{ClusterName}/performance'
        service:
          pipelines:
            metrics:
              receivers: [awscontainerinsightreceiver]
              exporters: [awsemf]
        """;

    private const string AdotOnFargate = """
        receivers:
          prometheus:
        exporters:
          awsemf:
            log_group_name: '/aws/containerinsights/{ClusterName}/performance'
            namespace: 'ContainerInsights'
            eks_fargate_container_insights_enabled: true
        service:
          pipelines:
            metrics:
              receivers: [prometheus]
              exporters: [awsemf]
        """;

    private readonly ContainerInsightsCheck check = new();

    public static TheoryData<string> Right => [.. References.Keys];

    [Theory]
    [MemberData(nameof(Right))]
    public async Task Insights_InstalledRight_HasAllPoints(string way)
    {
        var (cluster, groups) = References[way]();
        var verdict = await cluster.JudgeAsync(check);
        Assert.Equal((Outcome.Passed, 20m), (verdict.Outcome, verdict.PointsOf(20)));

        // With AWS access data must arrive, where the way of installing sends it.
        var arriving = await References[way]().Cluster.WithAws(a => groups.ForEach(g => a.Activities[g] = new AwsLogActivity(true, FakeCluster.Now.AddMinutes(-2)))).JudgeAsync(check);
        Assert.Equal((Outcome.Passed, Assurance.Aws), (arriving.Outcome, arriving.Assurance));
        Assert.Contains("4 of 4", arriving.Summary.En, StringComparison.Ordinal);

        var silent = await References[way]().Cluster.WithAws().JudgeAsync(check);
        Assert.Equal((0.75m, true, Assurance.Aws), (silent.Share, silent.MayStillComeTrue, silent.Assurance));
    }

    [Fact]
    public async Task Insights_OfARoleWithoutTheOperatorsGroup_IsPassed() =>
        Assert.Equal(Outcome.Passed, (await References["classic"]().Cluster.Without<AmazonCloudWatchAgent>().JudgeAsync(check)).Outcome);

    [Fact]
    public async Task Insights_OtelWithoutLogs_IsJudgedByThreeFactsAndSaysSo()
    {
        var verdict = await OtelMode(Otel).WithAws().JudgeAsync(check);
        Assert.Equal((Outcome.Passed, Assurance.Cluster), (verdict.Outcome, verdict.Assurance));
        Assert.Contains(verdict.Feedback, f => f.En.StartsWith("The OpenTelemetry mode sends no logs here", StringComparison.Ordinal));

        var confirmed = await OtelMode(Otel).WithAws().By(r => r with { Assurance = Assurance.Aws }).JudgeAsync(check);
        Assert.Equal((Outcome.Unknown, FaultDomain.Student), (confirmed.Outcome, confirmed.Fault));
        Assert.Contains("logs.enabled=true", Assert.Single(confirmed.Feedback).En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Insights_OtelBesideFluentBit_MustShowItsLogs()
    {
        var verdict = await OtelMode(Otel).With(DaemonSet("fluent-bit", image: "public.ecr.aws/aws-observability/aws-for-fluent-bit:3.4.8")).WithAws().JudgeAsync(check);
        Assert.Equal(0.75m, verdict.Share);
        Assert.Contains("/aws/otel/containerinsights/student-07/application, /aws/otel/containerinsights/student-07/host, /aws/containerinsights/student-07/application", verdict.Summary.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Insights_OtelWrittenAsTheAgentsOwnSection_IsRight()
    {
        var config = """{"agent":{"region":"ap-northeast-2"},"opentelemetry":{"cluster_name":"student-07","collect":{"container_insights":{"logs":{"enabled":true}}}}}""";
        var resource = Resource(config: config);
        var cluster = Nodes("n1").With(resource).Ready(DaemonSet(owner: resource), "n1")
            .WithAws(a => a.Activities["/aws/otel/containerinsights/student-07/host"] = new AwsLogActivity(true, FakeCluster.Now));
        Assert.Equal(Outcome.Passed, (await cluster.JudgeAsync(check)).Outcome);
    }

    [Theory]
    [InlineData("""{"agent":{"region":"ap-northeast-2"},"logs":{"metrics_collected":{"application_signals":{"hosted_in":"student-07"}}},"traces":{"traces_collected":{"application_signals":{}}}}""", null, "application_signals alone")]
    [InlineData(RegionAlone, "receivers: {otlp: {}}\nexporters: {otlphttp/x: {}}\nservice: {pipelines: {metrics: {receivers: [otlp], exporters: [otlphttp/x]}}}", "no section for Container Insights")]
    [InlineData(RegionAlone, "# kubeletstats/cw_k8s_ci_v0 is to come\nreceivers: {otlp: {}}", "no section for Container Insights")]
    [InlineData(RegionAlone, "receivers: {kubeletstats/cw_k8s_ci_v0: {}}\nexporters: {otlphttp/cw_k8s_ci_v0_metrics_dest: {}}\nservice: {pipelines: {}}", "no section for Container Insights")]
    public async Task Insights_AddOnThatCollectsSomethingElse_IsNotConfiguredAndToldWhereToMendIt(string config, string? otel, string says)
    {
        var resource = Resource(config: config, otel: otel);
        var verdict = await Nodes("n1").With(resource).Ready(DaemonSet(owner: resource), "n1").JudgeAsync(check);
        Assert.Equal(2 / 3d, (double)(verdict.Share ?? -1), 6);
        Assert.Contains(says, verdict.Summary.En, StringComparison.Ordinal);
        Assert.DoesNotContain(verdict.Feedback, f => f.En.Contains("cwagentconfig", StringComparison.Ordinal));
        Assert.Contains(verdict.Feedback, f => f.En.Contains("update-addon", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Insights_PartsAsTheIssueGivesThem_AreRight()
    {
        var resource = Resource(config: RegionAlone, otel: "receivers: {kubeletstats/cw_k8s_ci_v0: {}, prometheus/cw_k8s_ci_v0_cadvisor: {}}\nexporters: {otlphttp/cw_k8s_ci_v0_metrics_dest: {}}");
        Assert.Equal(Outcome.Passed, (await Nodes("n1").With(resource).Ready(DaemonSet(owner: resource), "n1").JudgeAsync(check)).Outcome);
    }

    [Theory]
    [InlineData("pod", Outcome.Unknown)]
    [InlineData("node", Outcome.Passed)]
    public async Task Insights_MoreMetricsThanAreListed_LeaveOpenOnlyTheLevelsThatAreMissing(string level, Outcome outcome)
    {
        var (cluster, groups) = References["classic"]();
        cluster.WithAws(a => groups.ForEach(g => a.Activities[g] = new AwsLogActivity(true, FakeCluster.Now)))
            .ForAws(a => a.Answers(new AwsItems<AwsMetricShape>([new AwsMetricShape("node_cpu_utilization", ["ClusterName", "InstanceId", "NodeName"], 2)]) { Cut = true }));
        Assert.Equal(outcome, (await cluster.JudgeAsync(check, ("levels", WordList.Of([level])))).Outcome);
    }

    [Fact]
    public async Task Insights_CollectorOfTheOpenTelemetryOperator_IsFoundByWhatItMounts()
    {
        var cluster = Nodes("n1").With(Map("insights-collector-0a1b2c", "collector.yaml", Adot, "observability"))
            .Ready(DaemonSet("insights-collector", "observability", Collector, "insights-collector-0a1b2c"), "n1");
        Assert.Equal(Outcome.Passed, (await cluster.JudgeAsync(check)).Outcome);
    }

    [Fact]
    public async Task Insights_ScraperOfModeDeployment_DoesNotCount()
    {
        var agent = Resource(config: """{"agent":{"region":"ap-northeast-2"}}""");
        var scraper = Resource("cloudwatch-agent-cluster-scraper", config: RegionAlone, otel: Otel, mode: "deployment");
        var cluster = Nodes("n1").With(agent, scraper).With(Make.Deployment("cloudwatch-agent-cluster-scraper", 1, Ns));
        Assert.Equal(Outcome.Failed, (await cluster.JudgeAsync(check)).Outcome);
        Assert.Equal(2 / 3d, (double)((await cluster.Ready(DaemonSet(owner: agent), "n1").JudgeAsync(check)).Share ?? -1), 6);
    }

    [Fact]
    public async Task Insights_AgentOfAnotherPurposeEverywhere_DoesNotStandInForTheRightOne()
    {
        var right = Resource();
        var cluster = Nodes("n1", "n2").With(right).Ready(DaemonSet(owner: right), "n1").Ready(DaemonSet("statsd", mounts: "statsd"), "n1", "n2");
        var verdict = await cluster.JudgeAsync(check);
        Assert.Contains("1 of 2 nodes", verdict.Summary.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Insights_WindowsNodes_NeedTheWindowsAgent()
    {
        FakeCluster Mixed() => Nodes("n1").With(Windows("w1")).With(Map("cwagentconfig", "cwagentconfig.json", Classic)).Ready(DaemonSet(), "n1");
        Assert.Contains("1 of 2 nodes", (await Mixed().JudgeAsync(check)).Summary.En, StringComparison.Ordinal);
        Assert.Equal(Outcome.Passed, (await Mixed().Ready(DaemonSet("cloudwatch-agent-windows", os: "windows"), "w1").JudgeAsync(check)).Outcome);

        // The agent for Windows does not stand in on Linux.
        var wrong = await Nodes("n1", "n2").With(Map("cwagentconfig", "cwagentconfig.json", Classic)).Ready(DaemonSet(), "n1").Ready(DaemonSet("cloudwatch-agent-windows", os: "windows"), "n2").JudgeAsync(check);
        Assert.Contains("1 of 2 nodes", wrong.Summary.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Insights_WindowsAgentOfTheChartWithoutWindowsNodes_DoesNotHideAWrongAgent()
    {
        var agent = Resource(config: RegionAlone);
        var windows = Resource("cloudwatch-agent-windows-container-insights", config: AddOn);
        var verdict = await Nodes("n1").With(agent, windows).Ready(DaemonSet(owner: agent), "n1").Ready(DaemonSet("cloudwatch-agent-windows-container-insights", owner: windows)).JudgeAsync(check);
        Assert.Equal(2 / 3d, (double)(verdict.Share ?? -1), 6);
    }

    [Fact]
    public async Task Insights_CollectorWithoutTheReceiver_IsNoAgent()
    {
        var cluster = Nodes("n1").With(Map("otel", "config.yaml", "receivers: {otlp: {}}", "otel")).Ready(DaemonSet("collector", "otel", Collector, "otel"), "n1");
        Assert.Equal(Outcome.Failed, (await cluster.JudgeAsync(check)).Outcome);
    }

    [Fact]
    public async Task Insights_CollectorsStatefulSetBesideEc2Nodes_EarnsNothing()
    {
        var cluster = References["ADOT on Fargate"]().Cluster.With(Make.Node("n1"));
        var verdict = await cluster.JudgeAsync(check);
        Assert.Equal(Outcome.Failed, verdict.Outcome);
    }

    [Fact]
    public async Task Insights_ClassicTemplateLeftIn_IsToldWhichConfigMapToEdit()
    {
        var cluster = Nodes("n1").With(Map("metrics", "cwagentconfig.json", """{"logs":{"metrics_collected":{"kubernetes":{"cluster_name":"{{cluster_name}}"}}}}""", "tools")).Ready(DaemonSet("aws-cloudwatch-metrics", "tools", mounts: "metrics"), "n1");
        var verdict = await cluster.JudgeAsync(check);
        Assert.Contains(verdict.Feedback, f => f.En.Contains("kubectl edit configmap/metrics -n tools; kubectl rollout restart daemonset/aws-cloudwatch-metrics -n tools", StringComparison.Ordinal));
    }

    /// <summary>At least three variants of each way, without AWS access; and the log groups where its data arrives.</summary>
    internal static readonly Dictionary<string, Func<(FakeCluster Cluster, List<string> Groups)>> References = new(StringComparer.Ordinal)
    {
        ["classic"] = () => (Nodes("n1", "n2").With(Map("cwagentconfig", "cwagentconfig.json", Classic)).Ready(DaemonSet(mounts: "cwagentconfig"), "n1", "n2"), Performance),
        ["classic, no names set"] = () => (Nodes("n1").With(Map("cwagentconfig", "cwagentconfig.json", """{"logs":{"metrics_collected":{"kubernetes":{}}}}""")).Ready(DaemonSet(), "n1"), Performance),
        ["classic with Windows"] = () => (Nodes("n1").With(Windows("w1")).With(Map("cwagentconfig", "cwagentconfig.json", Classic)).Ready(DaemonSet(), "n1").Ready(DaemonSet("cloudwatch-agent-windows", os: "windows"), "w1"), Performance),
        ["classic from a mirror"] = () => (Nodes("n1").With(Map("cwagentconfig", "cwagentconfig.json", Classic, "monitoring")).Ready(DaemonSet("insights", "monitoring", "registry.example.com:5000/mirror/cloudwatch-agent@sha256:0123"), "n1"), Performance),
        ["chart aws-cloudwatch-metrics"] = () => (Nodes("n1").With(Map("aws-cloudwatch-metrics", "cwagentconfig.json", Classic, "kube-system")).Ready(DaemonSet("aws-cloudwatch-metrics", "kube-system", "amazon/cloudwatch-agent:1.300032.2b361", "aws-cloudwatch-metrics"), "n1"), Performance),
        ["add-on"] = () => (OfAddOn(Ns), Performance),
        ["add-on in another namespace"] = () => (OfAddOn("observability"), Performance),
        ["add-on by its ConfigMap"] = () => (Nodes("n1").With(Map("cloudwatch-agent", "cwagentconfig.json", AddOn)).Ready(DaemonSet(owner: Resource()), "n1"), Performance),
        ["add-on by eksctl's name"] = () => (OfAddOn(Ns, AddOn.Replace("\"cluster_name\":\"student-07\"", "\"cluster_name\":\"student-07.ap-northeast-2.eksctl.io\"", StringComparison.Ordinal)), ["/aws/containerinsights/student-07.ap-northeast-2.eksctl.io/performance"]),
        ["OpenTelemetry with logs"] = () => (OtelMode(OtelWithLogs), ["/aws/otel/containerinsights/student-07/application"]),
        ["OpenTelemetry with host logs"] = () => (OtelMode(OtelWithLogs), ["/aws/otel/containerinsights/student-07/host"]),
        ["OpenTelemetry with Fluent Bit"] = () => (OtelMode(Otel).With(DaemonSet("fluent-bit")), ["/aws/containerinsights/student-07/application"]),
        ["OpenTelemetry beside the older mode"] = () => (OfAddOn(Ns, otel: OtelWithLogs), Performance),
        ["ADOT"] = () => (Nodes("n1").With(Map("adot-conf", "adot-config", Adot, "aws-otel-eks")).Ready(DaemonSet("aws-otel-eks-ci", "aws-otel-eks", Collector, "adot-conf"), "n1"), Performance),
        ["ADOT of another release"] = () => (Nodes("n1", "n2").With(Map("insights-agent", "config.yaml", Adot, "observability")).Ready(DaemonSet("insights-agent", "observability", "registry.example.com/mirror/aws-otel-collector:v0.45.0", "insights-agent"), "n1", "n2"), Performance),
        ["ADOT on Fargate"] = () => (OnFargate(), Performance),
    };

    private static List<string> Performance => ["/aws/containerinsights/student-07/performance"];

    internal static FakeCluster Nodes(params string[] names) => new FakeCluster().With(names.Select(n => Make.Node(n)));

    internal static FakeCluster OtelMode(string otel)
    {
        var agent = Resource(config: RegionAlone, otel: otel);
        var scraper = Resource("cloudwatch-agent-cluster-scraper", config: RegionAlone, otel: Otel, mode: "deployment");
        return Nodes("n1", "n2").With(agent, scraper).With(Make.Deployment("cloudwatch-agent-cluster-scraper", 1, Ns)).Ready(DaemonSet(owner: agent), "n1", "n2");
    }

    private static Node Windows(string name) => Make.Node(name) with { Metadata = Make.Meta(name, "", ("kubernetes.io/os", "windows")) };

    private static FakeCluster OfAddOn(string ns, string config = AddOn, string? otel = null)
    {
        var agent = Resource(ns: ns, config: config, otel: otel);
        var windows = Resource("cloudwatch-agent-windows-container-insights", ns, """{"logs":{"metrics_collected":{"kubernetes":{"enhanced_container_insights":true}}}}""");
        return Nodes("n1", "n2").With(agent, windows)
            .With(Map("cloudwatch-agent", "cwagentconfig.json", config, ns))
            .Ready(DaemonSet(ns: ns, owner: agent), "n1", "n2")
            .Ready(DaemonSet("cloudwatch-agent-windows-container-insights", ns, os: "windows", owner: windows));
    }

    private static FakeCluster OnFargate()
    {
        var set = StatefulSet("adot-collector", "fargate-container-insights", "adot-collector-config");
        var node = Make.Node("fargate-ip-10-0-0-1") with
        {
            Metadata = Make.Meta("fargate-ip-10-0-0-1", "", ("eks.amazonaws.com/compute-type", "fargate")),
            Spec = new NodeSpec { ProviderID = "aws:///ap-northeast-2a/0123456789-0123/fargate-ip-10-0-0-1" },
        };
        return new FakeCluster().With(node).With(set)
            .With(Map("adot-collector-config", "adot-collector-config", AdotOnFargate, "fargate-container-insights"))
            .With(Make.Pod("adot-collector-0", set.Metadata, node.Metadata.Name, ns: "fargate-container-insights", ownerKind: "StatefulSet"));
    }
}
