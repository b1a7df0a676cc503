using System.Collections.Immutable;
using EksGrader.Checks.Checks.ControlPlane;
using EksGrader.Simulator.Plans;
using static EksGrader.Simulator.Plans.ExpectedVerdict;

namespace EksGrader.Simulator.Kinds;

/// <summary>Clusters of the lab about the logs of the control plane.</summary>
internal static class ControlPlaneLogsKinds
{
    private const string Event = """{"events":[{"logStreamName":"kube-apiserver-audit-0123","timestamp":{ms-60},"message":"{}","ingestionTime":{ms-50},"eventId":"1"}],"searchedLogStreams":[]}""";

    public static IEnumerable<ClusterKind> All =>
    [
        new("control-plane-logs-passed", 0, "Turned three kinds of control plane log on.", Plan("\"api\",\"audit\",\"authenticator\"", Event), new() { [ControlPlaneLogsCheck.Id] = Passed }),
        new("control-plane-logs-partial", 0, "Turned the audit log on and no other.", Plan("\"audit\"", Event), new() { [ControlPlaneLogsCheck.Id] = Partial(0.6m) }),
        new("control-plane-logs-failed", 0, "Left the control plane logs off.", GoodKinds.ByRole, new() { [ControlPlaneLogsCheck.Id] = Failed }),
    ];

    private static ClusterPlan Plan(string types, string events) => GoodKinds.ByRole with
    {
        AwsAnswers = ImmutableDictionary.CreateRange(StringComparer.Ordinal,
        [
            KeyValuePair.Create("eks:DescribeCluster", $$$"""{"logging":{"clusterLogging":[{"types":[{{{types}}}],"enabled":true}]}}"""),
            KeyValuePair.Create("logs:DescribeLogGroups", """["/aws/eks/{cluster}/cluster"]"""),
            KeyValuePair.Create("logs:FilterLogEvents /aws/eks/{cluster}/cluster", events),
        ]),
    };
}
