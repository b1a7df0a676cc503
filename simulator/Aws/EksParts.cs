using System.Text.Json.Nodes;
using EksGrader.Simulator.Clusters;
using EksGrader.Simulator.Kubernetes.Objects;

namespace EksGrader.Simulator.Aws;

/// <summary>The parts of a cluster that EKS knows, as of one that was just made with the grader's access applied; the plan may say otherwise.</summary>
internal sealed class EksParts(PlannedAnswers planned, TimeProvider time)
{
    private const string Version = "1.33";

    /// <summary>What the cluster itself says, past what it is and where.</summary>
    public JsonObject Cluster(SimulatedCluster cluster) => PlannedAnswers.Merge(
        JsonNode.Parse(planned.Fill(
            """
            {
              "resourcesVpcConfig": {
                "vpcId": "{vpc}", "subnetIds": ["subnet-0a", "subnet-0b"], "securityGroupIds": [], "clusterSecurityGroupId": "sg-0c1", "endpointPublicAccess": true,
                "endpointPrivateAccess": false, "publicAccessCidrs": ["0.0.0.0/0"]
              },
              "logging": { "clusterLogging": [ { "types": ["api", "audit", "authenticator", "controllerManager", "scheduler"], "enabled": false } ] },
              "accessConfig": { "authenticationMode": "API_AND_CONFIG_MAP" },
              "upgradePolicy": { "supportType": "EXTENDED" },
              "computeConfig": { "enabled": false },
              "health": { "issues": [] },
              "deletionProtection": false
            }
            """,
            cluster,
            ""))?.AsObject() ?? [],
        planned.Find(cluster, "eks:DescribeCluster"));

    /// <summary>Answers an operation of one part.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cluster">The cluster.</param>
    /// <param name="operation">Such as <c>ListUpdates</c>.</param>
    /// <param name="thing">The part, where one is asked about.</param>
    public Task AnswerAsync(AwsRequest request, SimulatedCluster cluster, string operation, string thing = "")
    {
        var input = AwsInputs.Read(request, $"eks:{operation}");
        var of = thing.Length > 0 ? thing : input["nodegroupName"]?.ToString() ?? input["addonName"]?.ToString() ?? "";
        return planned.WriteJsonAsync(request, cluster, $"eks:{operation}", of, () => Fresh(cluster, operation, of));
    }

    private string Fresh(SimulatedCluster cluster, string operation, string thing) => operation switch
    {
        "ListAccessEntries" => """{"accessEntries":["arn:aws:iam::{account}:user/student","arn:aws:iam::{account}:role/NodeInstanceRole","arn:aws:iam::{account}:role/eks-grader"]}""",
        "DescribeAccessEntry" => AccessEntry(thing),
        "ListAssociatedAccessPolicies" => thing.EndsWith(":user/student", StringComparison.Ordinal)
            ? """{"associatedAccessPolicies":[{"policyArn":"arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy","accessScope":{"type":"cluster","namespaces":[]}}]}"""
            : """{"associatedAccessPolicies":[]}""",
        "ListUpdates" => """{"updateIds":[]}""",
        "ListInsights" => """{"insights":[]}""",
        "ListCapabilities" => """{"capabilities":[]}""",
        "DescribeFargateProfile" => Profile(cluster, thing),
        "DescribeAddonVersions" =>
            $$"""{"addons":[{"addonName":"{{thing}}","addonVersions":[{"addonVersion":"{{AddonVersion(thing)}}","compatibilities":[{"clusterVersion":"{{Version}}","defaultVersion":true}]}]}]}""",
        "DescribeClusterVersions" => Versions(),
        _ => throw new AwsException(404, "ResourceNotFoundException", $"No {thing} found."),
    };

    /// <summary>The version of an add-on that fits.</summary>
    public static string AddonVersion(string name) => name switch
    {
        "vpc-cni" => "v1.20.4-eksbuild.1",
        "kube-proxy" => "v1.33.3-eksbuild.4",
        "coredns" => "v1.12.2-eksbuild.4",
        _ => "v1.0.0-eksbuild.1",
    };

    private static string AccessEntry(string arn) => arn.EndsWith(":role/NodeInstanceRole", StringComparison.Ordinal)
        ? Entry(arn, "EC2_LINUX", "system:node:{{EC2PrivateDNSName}}", "\"system:nodes\"")
        : arn.EndsWith(":role/eks-grader", StringComparison.Ordinal) ? Entry(arn, "STANDARD", "eks-grader", "\"eks-grader\"") : Entry(arn, "STANDARD", arn, "");

    private static string Entry(string arn, string type, string user, string groups) =>
        $$$"""{"accessEntry":{"principalArn":"{{{arn}}}","type":"{{{type}}}","username":"{{{user}}}","kubernetesGroups":[{{{groups}}}]}}""";

    private string Profile(SimulatedCluster cluster, string name) => cluster.PlanAt(time.GetUtcNow()).Nodes.Any(n => n.Compute == Compute.Fargate) && name == "fp-default"
        ? """{"fargateProfile":{"fargateProfileName":"fp-default","status":"ACTIVE","createdAt":{made},"selectors":[{"namespace":"default"},{"namespace":"kube-system"}],"health":{"issues":[]}}}"""
        : throw new AwsException(404, "ResourceNotFoundException", $"No Fargate Profile found with name: {name}.");

    private string Versions()
    {
        var now = time.GetUtcNow();
        string Of(string version, string status, int months) =>
            $$"""{"clusterVersion":"{{version}}","versionStatus":"{{status}}","endOfStandardSupportDate":{{now.AddMonths(months).ToUnixTimeSeconds()}},"endOfExtendedSupportDate":{{now.AddMonths(months + 12).ToUnixTimeSeconds()}}}""";
        return $$"""{"clusterVersions":[{{Of("1.31", "EXTENDED_SUPPORT", -1)}},{{Of("1.32", "STANDARD_SUPPORT", 3)}},{{Of(Version, "STANDARD_SUPPORT", 7)}},{{Of("1.34", "STANDARD_SUPPORT", 11)}}]}""";
    }
}
