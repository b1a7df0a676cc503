using System.Collections.Immutable;
using EksGrader.Checks.Checks.NodeGroups;
using EksGrader.Simulator.Plans;
using static EksGrader.Simulator.Plans.ExpectedVerdict;

namespace EksGrader.Simulator.Kinds;

/// <summary>Clusters of the lab about node groups, as eks-lecture asks for it: between two and four nodes.</summary>
internal static class NodeGroupsKinds
{
    public static IEnumerable<ClusterKind> All =>
    [
        new("node-groups-passed", 0, "Lets the node group grow from two to four nodes.", Plan(2, 4), new() { [NodeGroupsCheck.Id] = Passed }),
        new("node-groups-partial", 0, "Lets the node group grow from two to ten nodes.", Plan(2, 10), new() { [NodeGroupsCheck.Id] = Partial(0.5m) }),
        new("node-groups-failed", 0, "Left the node group at one size.", GoodKinds.ByRole, new() { [NodeGroupsCheck.Id] = Failed }),
    ];

    private static ClusterPlan Plan(int min, int max) => GoodKinds.ByRole with
    {
        AwsAnswers = ImmutableDictionary.CreateRange(StringComparer.Ordinal,
        [
            KeyValuePair.Create(
                "eks:DescribeNodegroup",
                $$$$"""{"nodegroup":{"nodegroupName":"ng-1","status":"ACTIVE","version":"1.33","scalingConfig":{"minSize":{{{{min}}}},"maxSize":{{{{max}}}},"desiredSize":2},"health":{"issues":[]},"subnets":["subnet-0a"]}}"""),
        ]),
    };
}
