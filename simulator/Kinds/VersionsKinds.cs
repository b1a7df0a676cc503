using System.Collections.Immutable;
using EksGrader.Checks.Checks.Versions;
using EksGrader.Simulator.Plans;
using static EksGrader.Simulator.Plans.ExpectedVerdict;

namespace EksGrader.Simulator.Kinds;

/// <summary>Clusters of the lab about updates of the version.</summary>
internal static class VersionsKinds
{
    public static IEnumerable<ClusterKind> All =>
    [
        new("versions-passed", 0, "Took the cluster from 1.32 to 1.33, nodes and all.", Plan([]), new() { [VersionsCheck.Id] = Passed }),
        new("versions-partial", 0, "Updated the control plane and left the nodes behind.", Plan([("Node *", """{"status":{"nodeInfo":{"kubeletVersion":"v1.32.9-eks-113cf36"}}}""")]), new() { [VersionsCheck.Id] = Partial(0.7m) }),
        new("versions-failed", 0, "Made the cluster with the newest version.", GoodKinds.ByRole, new() { [VersionsCheck.Id] = Failed }),
    ];

    private static ClusterPlan Plan(ImmutableArray<(string, string)> patches) => GoodKinds.ByRole with
    {
        Patches = patches,
        AwsAnswers = ImmutableDictionary.CreateRange(StringComparer.Ordinal,
        [
            KeyValuePair.Create("eks:ListUpdates", """{"updateIds":["0f1e2d3c"]}"""),
            KeyValuePair.Create("eks:DescribeUpdate", """{"update":{"id":"0f1e2d3c","type":"VersionUpdate","status":"Successful","createdAt":{s-3600},"params":[{"type":"Version","value":"1.33"},{"type":"PlatformVersion","value":"eks.15"}],"errors":[]}}"""),
        ]),
    };
}
