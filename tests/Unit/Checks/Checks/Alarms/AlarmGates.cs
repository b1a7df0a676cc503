using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Calls;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Checks.Alarms;
using EksGrader.Tests.Unit.Fakes;
using EksGrader.Tests.Unit.Gates;

namespace EksGrader.Tests.Unit.Checks.Checks.Alarms;

/// <summary>The gates of <c>alarm</c>.</summary>
public sealed class AlarmGates : CheckGates
{
    private const string OfFilter = "alarm on a log filter";
    private const string OfInsights = "alarm on Container Insights";
    private const string OfQuery = "alarm on a query of logs";
    private const string App = $"/aws/containerinsights/{FakeCluster.Name}/application";
    private const string ControlPlane = $"/aws/eks/{FakeCluster.Name}/cluster";

    private static readonly (string, object) Insights = ("on", "containerInsights");

    internal override ICheck Check { get; } = new AlarmCheck();

    internal override IEnumerable<Reference> References =>
    [
        new(OfFilter, "of the application", () => Cluster(App, Filter(App), Alarm()))
        {
            Deciding = gate => gate
                .Decides(c => c.ForAws(a => a.On((DescribeMetricFilters _) => new AwsItems<AwsMetricFilter>([]))), AwsActions.DescribeMetricFilters)
                .Decides(c => c.ForAws(a => a.Has<AwsLogGroup>()), AwsActions.DescribeLogGroups)
                .Decides(c => c.ForAws(a => a.Has<AwsAlarm>()), AwsActions.DescribeAlarms)
                .Decides(c => c.ForAws(a => a.Cluster = f => f with { Name = "another" }), AwsActions.DescribeCluster),
        },
        new(OfFilter, "of the control plane, inside metric math", () => Cluster(null, Filter(ControlPlane), Alarm(Metric("EKS", "Errors"), Metric("AWS/EC2", "CPUUtilization")))),
        new(OfFilter, "with the words asked for, gone off", () => Cluster("/aws/eks/fluentbit-cloudwatch/logs", Filter("/aws/eks/fluentbit-cloudwatch/logs", "?ERROR ?\"500\""), Alarm() with { State = "ALARM" }, new AwsAlarmChange("errors", FakeCluster.Now.AddMinutes(-3), "OK", "ALARM")), ("pattern", "ERROR 500"), ("requireFired", true)),
        new(OfFilter, "without data, since nothing matched yet", () => Cluster(App, Filter(App, hasDefault: false), Alarm() with { State = "INSUFFICIENT_DATA" })),
        new(OfInsights, "on the CPU of nodes", () => Cluster(null, null, Alarm(OfCluster("node_cpu_utilization"))), Insights),
        new(OfInsights, "by PromQL", () => Cluster(null, null, Alarm() with { Metrics = [], IsPromQl = true, NamesCluster = true }), Insights),
        new(OfInsights, "told by a composite alarm", () => Cluster(null, null, Alarm(OfCluster("pod_number_of_container_restarts")) with { Actions = 0 }).ForAws(a => a.HasAlso(Alarm() with { Name = "all", Kind = AwsAlarmKind.Composite, Metrics = [], Children = ["errors"] })), Insights),
        new(OfQuery, "of the application", () => Cluster(App, null, Query(App))),
        new(OfQuery, "of the application, by OpenTelemetry", () => Cluster($"/aws/otel/containerinsights/{FakeCluster.Name}/application", null, Query($"/aws/otel/containerinsights/{FakeCluster.Name}/application"))),
        new(OfQuery, "where any is taken", () => Cluster($"/eks/{FakeCluster.Name}/web", null, Query($"/eks/{FakeCluster.Name}/web")), ("on", "any")),
    ];

    internal override IEnumerable<Mutation> Mutations =>
    [
        Break("filter", 0, "there is none", c => c.ForAws(a => a.On((DescribeMetricFilters _) => new AwsItems<AwsMetricFilter>([])))).With("alarm", "tells", "works").On(OfFilter),
        Break("filter", 0, "its pattern is empty", c => c.ForAws(a => a.On((DescribeMetricFilters call) => new AwsItems<AwsMetricFilter>([Filter(call.Group, "")])))).With("alarm", "tells", "works").On(OfFilter),
        Break("filter", 0, "its pattern lacks a word", c => c.ForAws(a => a.On((DescribeMetricFilters call) => new AwsItems<AwsMetricFilter>([Filter(call.Group, "ERROR")])))).With("alarm", "tells", "works").On($"{OfFilter}, with the words asked for, gone off"),
        Break("alarm", 0.35m, "there is none", c => c.ForAws(a => a.Has<AwsAlarm>())).On(OfFilter),
        Break("alarm", 0, "there is none", c => c.ForAws(a => a.Has<AwsAlarm>())).On(OfInsights),
        Break("alarm", 0, "there is none", c => c.ForAws(a => a.Has<AwsAlarm>())).With("filter").On(OfQuery),
        Break("alarm", 0.35m, "it is on another metric", c => c.ForAws(a => a.Has(Alarm(Metric("EKS", "Warnings"))))).On(OfFilter),
        Break("alarm", 0, "it is of another cluster", c => c.ForAws(a => a.Has(Alarm(OfCluster("node_cpu_utilization", "student-08"))))).On(OfInsights),
        Break("tells", 0.85m, "it has no action", c => Set(c, a => a with { Actions = 0 })).On(OfFilter),
        Break("tells", 1 - (0.15m / 0.65m), "its actions are off", c => c.ForAws(aws => aws.Change<AwsAlarm>(a => a with { ActionsEnabled = false }))).On(OfInsights, OfQuery),
        Break("works", 0.85m, "it has no data although the filter has a default", c => Set(c, a => a with { State = "INSUFFICIENT_DATA" })).On($"{OfFilter}, of the application", $"{OfFilter}, of the control plane, inside metric math"),
        Break("works", 0.85m, "it never went off", c => Set(c, a => a with { State = "OK" }).ForAws(a => a.Has<AwsAlarmChange>())).On($"{OfFilter}, with the words asked for, gone off"),
        Break("works", 1 - (0.15m / 0.65m), "it has no data", c => Set(c, a => a with { State = "INSUFFICIENT_DATA" })).On(OfInsights, OfQuery),
        Break("works", 0.85m, "its state is not known", c => Set(c, a => a with { State = "" })).On($"{OfFilter}, without data, since nothing matched yet"),
    ];

    internal override IEnumerable<Scenario> LookAlikes =>
    [
        new("an alarm of Auto Scaling", () => Cluster(null, null, Alarm(OfCluster("node_cpu_utilization")) with { Name = "TargetTracking-web-AlarmHigh" }), 0, Insights),
        new("a composite alarm alone", () => Cluster(null, null, Alarm() with { Kind = AwsAlarmKind.Composite, Metrics = [], Children = ["gone"] }), 0, ("on", "any")),
        new("a filter on a group of another cluster", () => Cluster(null, null, Alarm()).ForAws(a => a.Has(new AwsLogGroup("/aws/containerinsights/student-070/application") { MetricFilters = 1 }).On((DescribeMetricFilters call) => new AwsItems<AwsMetricFilter>(call.Group.Contains("070", StringComparison.Ordinal) ? [Filter(call.Group)] : []))), 0),
        new("an alarm that asks for no action", () => Cluster(App, Filter(App), Alarm() with { Actions = 0 }), 1, ("requireAction", false)),
        new("an alarm on the name of the metric in another namespace", () => Cluster(App, Filter(App), Alarm(Metric("Custom", "Errors"))), 0.35m),
    ];

    internal override IEnumerable<Hostile> Hostiles =>
    [
        new("a pattern like a regular expression that takes for ever", c => c.ForAws(a => a.On((DescribeMetricFilters call) => new AwsItems<AwsMetricFilter>([Filter(call.Group, "%(a+)+$%"), Filter(call.Group)])))),
        new("a thousand alarms", c => c.ForAws(a => a.HasAlso(Enumerable.Range(0, 1000).Select(i => Alarm(Metric("X", $"m{i}")) with { Name = $"x{i}" }).ToArray()))),
    ];

    private static FakeCluster Cluster(string? group, AwsMetricFilter? filter, AwsAlarm alarm, params AwsAlarmChange[] changes) => new FakeCluster().WithApplication().WithAws(a => a
        .Has([.. group is null ? Array.Empty<AwsLogGroup>() : [new AwsLogGroup(group) { MetricFilters = filter is null ? 0 : 1 }]])
        .On((DescribeMetricFilters call) => new AwsItems<AwsMetricFilter>([.. filter is not null && call.Group == filter.LogGroup ? [filter] : Array.Empty<AwsMetricFilter>()]))
        .Has(alarm)
        .Has(changes));

    private static FakeCluster Set(FakeCluster cluster, Func<AwsAlarm, AwsAlarm> change) => cluster.ForAws(aws => aws.Change<AwsAlarm>(a => a.Name == "errors" ? change(a) : a));

    private static AwsMetricFilter Filter(string group, string pattern = "ERROR", bool hasDefault = true) =>
        new() { Name = "errors", LogGroup = group, Pattern = pattern, Metrics = [new AwsFilterMetric("EKS", "Errors") { HasDefault = hasDefault }] };

    private static AwsAlarm Alarm(params AwsMetric[] metrics) => new()
    {
        Name = "errors",
        State = "OK",
        ActionsEnabled = true,
        Actions = 1,
        Metrics = metrics.Length > 0 ? metrics : [Metric("EKS", "Errors")],
    };

    private static AwsAlarm Query(string group) => Alarm() with { Kind = AwsAlarmKind.Log, Metrics = [], LogGroups = [group] };

    private static AwsMetric Metric(string ns, string name) => new(ns, name);

    private static AwsMetric OfCluster(string name, string cluster = FakeCluster.Name) => new("ContainerInsights", name) { Dimensions = Make.Labels(("ClusterName", cluster), ("InstanceId", "i-1")) };
}
