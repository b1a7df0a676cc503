using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Calls;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Checks.Insights;
using EksGrader.Checks.Kubernetes;
using EksGrader.Tests.Unit.Fakes;
using EksGrader.Tests.Unit.Gates;
using static EksGrader.Tests.Unit.Fakes.InsightsParts;

namespace EksGrader.Tests.Unit.Checks.Checks.Insights;

/// <summary>The gates of <c>container-insights</c>, over every right way of installing it.</summary>
public sealed class ContainerInsightsGates : CheckGates
{
    private const string Quick = "classic";
    private const string OfAddOn = "add-on, older mode";
    private const string Otel = "add-on, OpenTelemetry mode";
    private const string OfAdot = "ADOT";
    private const string Unconfirmed = "without AWS access";
    private const string Levels = "levels of metrics";
    private const string ByEksctl = $"{OfAddOn}, add-on by eksctl's name";
    private const string OnlyApplicationSignals = """{"logs":{"metrics_collected":{"application_signals":{}}}}""";

    // Configurations that only the agent's own volumes lead to.
    private static readonly string[] Mounted = [$"{Quick}, classic from a mirror", $"{Quick}, chart aws-cloudwatch-metrics"];
    private static readonly AwsLogActivity Fresh = new(true, FakeCluster.Now);

    internal override ICheck Check { get; } = new ContainerInsightsCheck();

    internal override IEnumerable<Reference> References =>
    [
        .. InstallationsTests.References.Keys.Select(way => new Reference(WayOf(way), way, () => Arriving(way)) { Deciding = DecidingOn(way) }),
        .. new[] { "classic", "add-on", "OpenTelemetry with logs", "ADOT" }.Select(way => new Reference(Unconfirmed, way, () => InstallationsTests.References[way]().Cluster)),
        new(Levels, "all of the quick start", () => Listed(Arriving("classic"), Every), Asked("node", "pod", "namespace", "service"))
        {
            Deciding = gate => Usual(gate).Decides<ConfigMap>(c => c.Instead<ConfigMap>()).Decides(c => Listed(c, OfNode), AwsActions.ListMetrics),
        },
        new(Levels, "pods of the add-on, with further dimensions", () => Listed(Arriving("add-on"), new AwsMetricShape("pod_cpu_utilization", ["ClusterName", "FullPodName", "Namespace", "PodName"], 9)), Asked("pod")),
        new(Levels, "nodes by eksctl's name", () => Arriving("add-on by eksctl's name").ForAws(a => a.On((ListMetrics call) => new AwsItems<AwsMetricShape>(call.ClusterName == "student-07.ap-northeast-2.eksctl.io" ? [OfNode] : []))), Asked("node")),
        new(Levels, "namespaces on Fargate", () => Listed(Arriving("ADOT on Fargate"), OfNamespace with { Dimensions = ["ClusterName", "LaunchType", "Namespace"] }), Asked("namespace")),
        new(Levels, "pods of OpenTelemetry mode, where CloudWatch lists them", () => Listed(Arriving("OpenTelemetry with logs"), OfPod), Asked("pod")),
    ];

    internal override IEnumerable<Mutation> Mutations =>
    [
        // The configuration of the quick start and of the add-on is found without its agent, that of a collector is not.
        Break("installed", 0.25m, "no agent", Uninstalled).On([Quick, OfAddOn, Otel, .. Leveled]).NotOn(Mounted),
        Break("installed", 0, "no agent", Uninstalled).On([OfAdot, .. Mounted, $"{Unconfirmed}, ADOT", LeveledAdot]).With("configured"),
        Break("installed", 1 / 3m, "no agent", Uninstalled).On(Unconfirmed).NotOn($"{Unconfirmed}, ADOT"),
        Break("running", 0.75m, "no pod", c => c.Remove<Pod>()).NotOn(Unconfirmed),
        Break("running", 0.75m, "a pod is not ready", c => c.Change<Pod>(p => p with { Status = p.Status with { Conditions = [] } })).NotOn(Unconfirmed),
        Break("running", 2 / 3m, "no pod", c => c.Remove<Pod>()).On(Unconfirmed),
        Break("configured", 0.75m, "no configuration", c => c.Remove<ConfigMap>()).On(Quick, Leveled[0]),
        // A collector without the receiver is no agent of Container Insights.
        Break("configured", 0, "no receiver", Signals).On(OfAdot, $"{Unconfirmed}, ADOT", LeveledAdot).With("installed", "running", "data"),
        Break("configured", 0.75m, "a template left in", c => c.Change<ConfigMap>(m => Saying(m, """{"logs":{"metrics_collected":{"kubernetes":{"cluster_name":"{{cluster_name}}"}}}}"""))).On(Quick),
        Break("configured", 0.75m, "application signals alone", Signals).On(OfAddOn, Leveled[1]).NotOn(ByEksctl),
        // What no configuration names any more is not where its data is looked for.
        Break("configured", 0.5m, "application signals alone", Signals).On(Otel, ByEksctl, Leveled[2], Leveled[3]).With("data"),
        Break("configured", 2 / 3m, "application signals alone", Signals).On(Unconfirmed).NotOn($"{Unconfirmed}, ADOT"),
        Break("data", 0.75m, "nothing arrives", Silent).NotOn(Unconfirmed),
        Break("data", 0.75m + (0.25m * 4 / 5), "one level is missing", c => Listed(c, OfNode, OfPod, OfService)).On(Leveled[0]),
        Break("data", 0.75m + (0.25m * 2 / 5), "three levels are missing", c => Listed(c, OfNamespace)).On(Leveled[0]),
        Break("data", 0.75m + (0.25m / 2), "no metric is listed", c => Listed(c)).On(Leveled[1], Leveled[2], LeveledAdot),
        Break("data", 0.75m + (0.25m / 2), "CloudWatch has metrics of another level alone", c => Listed(c, OfNamespace)).On(Leveled[1]),
        Ask("data", 0.75m, "CloudWatch lists no metric", c => Listed(c)).On(Leveled[3]),
    ];

    internal override IEnumerable<Scenario> LookAlikes =>
    [
        new("a template left in, with the rest right", () => Arriving("classic").Instead(Map("cwagentconfig", "cwagentconfig.json", """{"logs":{"metrics_collected":{"kubernetes":{"cluster_name":"<name>"}}}}""")), 0.75m)
        {
            Deciding = gate => gate
                .Decides<DaemonSet>(c => c.Instead<DaemonSet>())
                .Decides<Node>(c => c.With(Make.Node("n3")))
                .Decides<Pod>(c => c.Instead<Pod>())
                .Decides<ConfigMap>(c => c.Instead(Map("cwagentconfig", "cwagentconfig.json", Classic)))
                .Decides<AmazonCloudWatchAgent>(c => c.With(Resource()))
                .Decides(Silent, AwsActions.DescribeLogGroups, AwsActions.FilterLogEvents),
        },
        new("data of an earlier cluster of the same name", () => Younger(Arriving("classic")), 0.75m),
        new("no agent at all", () => InstallationsTests.Nodes("n1").WithAws(), 0)
        {
            Deciding = gate => gate
                .Decides<DaemonSet>(c => c.With(DaemonSet()))
                .Decides<ConfigMap>(c => c.With(Map("cwagentconfig", "cwagentconfig.json", Classic)))
                .Decides<AmazonCloudWatchAgent>(c => c.With(Resource())),
        },
        new("Fluent Bit fills the application group while no agent sends", () => InstallationsTests.Nodes("n1").Ready(DaemonSet("fluent-bit", image: "amazon/aws-for-fluent-bit:2.32"), "n1").WithAws(a => a.Activities["/aws/containerinsights/student-07/application"] = Fresh), 0),
        new("metrics without events, of an agent that was there before", () => Listed(InstallationsTests.References["classic"]().Cluster.WithAws(), Every), 0.75m, Asked("node")),
        new("metrics without an agent", () => Listed(InstallationsTests.Nodes("n1").WithAws(), Every), 0, Asked("node")),
        new("levels without AWS access", () => InstallationsTests.References["classic"]().Cluster, 1, Asked("node", "service")),
        new("levels of OpenTelemetry mode with logs off", () => InstallationsTests.OtelMode(InsightsParts.Otel).WithAws(), null, Asked("node")),
        new("a collector that sends something else", () => InstallationsTests.Nodes("n1").With(Map("otel", "config.yaml", "receivers: {otlp: {}}", "otel")).Ready(DaemonSet("collector", "otel", Collector, "otel"), "n1").WithAws(), 0),
    ];

    internal override IReadOnlyList<(string Name, object Value)> AskedOfFresh => [Asked("node", "pod")];

    internal override IEnumerable<Hostile> Hostiles =>
    [
        new("a configuration nested a thousand times", c => c.With(Map("deep", "cwagentconfig.json", string.Concat(Enumerable.Repeat("{\"a\":", 1000)), "default"))),
    ];

    private static readonly string[] Leveled =
    [
        $"{Levels}, all of the quick start", $"{Levels}, pods of the add-on, with further dimensions", $"{Levels}, nodes by eksctl's name", $"{Levels}, pods of OpenTelemetry mode, where CloudWatch lists them",
    ];

    private const string LeveledAdot = $"{Levels}, namespaces on Fargate";
    private static readonly AwsMetricShape OfNode = new("node_cpu_utilization", ["ClusterName", "InstanceId", "NodeName"], 2);
    private static readonly AwsMetricShape OfPod = new("pod_cpu_utilization", ["ClusterName", "Namespace", "PodName"], 8);
    private static readonly AwsMetricShape OfNamespace = new("namespace_number_of_running_pods", ["ClusterName", "Namespace"], 3);
    private static readonly AwsMetricShape OfService = new("service_number_of_running_pods", ["ClusterName", "Namespace", "Service"], 3);
    private static readonly AwsMetricShape[] Every = [OfNode, OfPod, OfNamespace, OfService];

    private static (string Name, object Value) Asked(params IReadOnlyList<string> levels) => ("levels", WordList.Of(levels));

    private static FakeCluster Listed(FakeCluster cluster, params IReadOnlyList<AwsMetricShape> metrics) => cluster.ForAws(a => a.On((ListMetrics _) => new AwsItems<AwsMetricShape>(metrics)));

    private static string WayOf(string way) => way switch
    {
        _ when way.StartsWith("ADOT", StringComparison.Ordinal) => OfAdot,
        "OpenTelemetry beside the older mode" => OfAddOn,
        _ when way.StartsWith("OpenTelemetry", StringComparison.Ordinal) => Otel,
        _ when way.StartsWith("add-on", StringComparison.Ordinal) => OfAddOn,
        _ => Quick,
    };

    private static Func<OneRightLess, OneRightLess>? DecidingOn(string way) => way switch
    {
        "classic" => gate => Usual(gate).Decides<ConfigMap>(c => c.Instead<ConfigMap>()),
        "add-on" => Usual,
        "OpenTelemetry with logs" => gate => Usual(gate).Decides<AmazonCloudWatchAgent>(c => c.Instead<AmazonCloudWatchAgent>()),
        "ADOT on Fargate" => gate => gate
            .Decides<StatefulSet>(c => c.Instead<StatefulSet>())
            .Decides<Node>(c => c.With(Make.Node("n1")))
            .Decides<Pod>(c => c.Instead<Pod>())
            .Decides<ConfigMap>(c => c.Instead<ConfigMap>())
            .Decides(Silent, AwsActions.DescribeLogGroups, AwsActions.FilterLogEvents),
        _ => null,
    };

    private static OneRightLess Usual(OneRightLess gate) => gate
        .Decides<DaemonSet>(c => c.Instead<DaemonSet>())
        .Decides<Node>(c => c.With(Make.Node("n3")))
        .Decides<Pod>(c => c.Instead<Pod>())
        .Decides(Silent, AwsActions.DescribeLogGroups, AwsActions.FilterLogEvents);

    private static ConfigMap Saying(ConfigMap map, string text) =>
        map with { Data = map.Data.ToDictionary(d => d.Key, _ => AgentConfiguration.Parse(text), StringComparer.Ordinal) };

    private static FakeCluster Signals(FakeCluster cluster) => cluster
        .Change<ConfigMap>(m => Saying(m, OnlyApplicationSignals))
        .Change<AmazonCloudWatchAgent>(a => a with { Spec = a.Spec with { Config = AgentConfiguration.Parse(OnlyApplicationSignals), OtelConfig = null } });

    private static FakeCluster Silent(FakeCluster cluster) => cluster.ForAws(a => a.Activities.Clear());

    private static FakeCluster Uninstalled(FakeCluster cluster) => cluster.Remove<DaemonSet>().Remove<StatefulSet>();

    // All of it was made after what arrived.
    private static FakeCluster Younger(FakeCluster cluster)
    {
        var created = FakeCluster.Now.AddMinutes(1);
        return cluster
            .Change<Node>(n => n with { Metadata = n.Metadata with { CreationTimestamp = created } })
            .Change<DaemonSet>(d => d with { Metadata = d.Metadata with { CreationTimestamp = created } })
            .ForAws(a => a.CreatedAt = created);
    }

    private static FakeCluster Arriving(string way)
    {
        var (cluster, groups) = InstallationsTests.References[way]();
        return cluster.WithAws(a => groups.ForEach(g => a.Activities[g] = Fresh));
    }
}
