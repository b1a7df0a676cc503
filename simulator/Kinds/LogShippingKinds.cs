using System.Collections.Immutable;
using EksGrader.Checks.Checks.Insights;
using EksGrader.Checks.Checks.Logs;
using EksGrader.Simulator.Kubernetes.Objects;
using EksGrader.Simulator.Plans;
using static EksGrader.Simulator.Plans.ExpectedVerdict;

namespace EksGrader.Simulator.Kinds;

/// <summary>Clusters of the lab about shipping logs.</summary>
internal static class LogShippingKinds
{
    private static readonly WorkloadPlan FluentBit = new("DaemonSet", "logging", "fluent-bit", "public.ecr.aws/aws-observability/aws-for-fluent-bit:2.34.0") { Labels = new Labels(("k8s-app", "fluent-bit")) };

    public static IEnumerable<ClusterKind> All =>
    [
        new("log-shipping-passed", 0, "Ships the application's logs by Fluent Bit.", Plan([FluentBit], arrives: true), new() { [LogShippingCheck.Id] = Passed, [ContainerInsightsCheck.Id] = Failed }),
        new("log-shipping-partial", 0, "Runs Fluent Bit, which may not write to CloudWatch Logs.", Plan([FluentBit], arrives: false), new() { [LogShippingCheck.Id] = Partial(0.3m / 0.7m), [ContainerInsightsCheck.Id] = Failed }),
        new("log-shipping-failed", 0, "Ships no logs.", Plan([], arrives: false), new() { [LogShippingCheck.Id] = Failed, [ContainerInsightsCheck.Id] = Failed }),
    ];

    private static ClusterPlan Plan(ImmutableArray<WorkloadPlan> workloads, bool arrives) => GoodKinds.ByRole with
    {
        Agent = null,
        Workloads = workloads,
        AwsAnswers = !arrives ? ImmutableDictionary<string, string>.Empty : ImmutableDictionary.CreateRange(StringComparer.Ordinal,
        [
            KeyValuePair.Create("logs:DescribeLogGroups", """["/aws/containerinsights/{cluster}/application"]"""),
            KeyValuePair.Create(
                "logs:FilterLogEvents /aws/containerinsights/{cluster}/application",
                """{"events":[{"logStreamName":"{pod:default/web/0}_default_web","timestamp":{ms-0},"message":"GET /?eksgrader={pattern} 200","ingestionTime":{ms-0},"eventId":"1"}],"searchedLogStreams":[]}"""),
        ]),
    };
}
