using System.Collections.Immutable;
using EksGrader.Checks.Checks.Endpoints;
using EksGrader.Simulator.Plans;
using static EksGrader.Simulator.Plans.ExpectedVerdict;

namespace EksGrader.Simulator.Kinds;

/// <summary>Clusters of the lab about the endpoint of the API server.</summary>
internal static class EndpointAccessKinds
{
    public static IEnumerable<ClusterKind> All =>
    [
        new("endpoint-access-passed", 0, "Limited the public endpoint to two addresses.", Plan("203.0.113.7/32\",\"203.0.113.8/32"), new() { [EndpointAccessCheck.Id] = Passed }),
        new("endpoint-access-partial", 0, "Limited the public endpoint to a whole provider.", Plan("112.0.0.0/8"), new() { [EndpointAccessCheck.Id] = Partial(0.5m) }),
        new("endpoint-access-failed", 0, "Left the API server open to everyone.", GoodKinds.ByRole, new() { [EndpointAccessCheck.Id] = Failed }),
    ];

    private static ClusterPlan Plan(string ranges) => GoodKinds.ByRole with
    {
        AwsAnswers = ImmutableDictionary.CreateRange(StringComparer.Ordinal,
        [
            KeyValuePair.Create(
                "eks:DescribeCluster",
                $$$"""{"resourcesVpcConfig":{"vpcId":"{vpc}","subnetIds":["subnet-0a"],"securityGroupIds":[],"clusterSecurityGroupId":"sg-0c1","endpointPublicAccess":true,"endpointPrivateAccess":true,"publicAccessCidrs":["{{{ranges}}}"]}}"""),
        ]),
    };
}
