using System.Collections.Immutable;
using EksGrader.Checks.Checks.Alarms;
using EksGrader.Simulator.Plans;
using static EksGrader.Simulator.Plans.ExpectedVerdict;

namespace EksGrader.Simulator.Kinds;

/// <summary>Clusters of the lab about metric filters and alarms.</summary>
internal static class AlarmKinds
{
    private const string Filter = """{"metricFilters":[{"filterName":"errors","logGroupName":"/aws/eks/{cluster}/cluster","filterPattern":"ERROR","metricTransformations":[{"metricName":"Errors","metricNamespace":"EKS","metricValue":"1","defaultValue":0}]}]}""";

    public static IEnumerable<ClusterKind> All =>
    [
        new("alarm-passed", 0, "Counts errors in the logs and is told by an alarm.", Plan(Alarm("\"arn:aws:sns:{region}:{account}:ops\"")), new() { [AlarmCheck.Id] = Passed }),
        new("alarm-partial", 0, "Made an alarm that tells no one.", Plan(Alarm("")), new() { [AlarmCheck.Id] = Partial(0.85m) }),
        new("alarm-failed", 0, "Counts nothing and has no alarm.", GoodKinds.ByRole, new() { [AlarmCheck.Id] = Failed }),
    ];

    private static string Alarm(string action) =>
        $$"""{"MetricAlarms":[{"AlarmName":"errors","StateValue":"OK","ActionsEnabled":true,"AlarmActions":[{{action}}],"Namespace":"EKS","MetricName":"Errors","Dimensions":[]}],"CompositeAlarms":[],"LogAlarms":[]}""";

    private static ClusterPlan Plan(string alarms) => GoodKinds.ByRole with
    {
        AwsAnswers = ImmutableDictionary.CreateRange(StringComparer.Ordinal,
        [
            KeyValuePair.Create("logs:DescribeMetricFilters", Filter), KeyValuePair.Create("cloudwatch:DescribeAlarms", alarms),
        ]),
    };
}
