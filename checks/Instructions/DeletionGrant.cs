using System.Text.Json.Nodes;
using EksGrader.Checks.Aws;

namespace EksGrader.Checks.Instructions;

/// <summary>What students are told who submit for an assignment that deletes what is overdue.</summary>
/// <param name="Grace">How long after the deadline.</param>
public sealed record DeletionTerms(TimeSpan Grace);

/// <summary>
/// The rights with which enforcement deletes one cluster: a policy and a ClusterRole of their own, so that they are seen, given and taken
/// back apart from those that read. IAM itself then holds it to the cluster's own name and tags (Service Authorization Reference).
/// </summary>
internal static class DeletionGrant
{
    /// <summary>The name of the policy, the ClusterRole and its binding.</summary>
    public const string Name = $"{AccessManifest.Name}-delete";

    private static readonly string[] Reads =
    [
        "cloudformation:DescribeStacks", "ec2:DescribeVolumes", "eks:DescribeCluster", "eks:DescribeFargateProfile", "eks:DescribeNodegroup", "eks:ListFargateProfiles",
        "eks:ListNodegroups", "elasticloadbalancing:DescribeLoadBalancers", "elasticloadbalancing:DescribeTags", "elasticloadbalancing:DescribeTargetGroups",
    ];

    // What eksctl's stacks hold. CloudFormation deletes it with the rights of the one who deletes the stack.
    private static readonly string[] OfStacks =
    [
        "autoscaling:DeleteAutoScalingGroup", "autoscaling:Describe*", "autoscaling:UpdateAutoScalingGroup", "ec2:Delete*", "ec2:Describe*", "ec2:Detach*", "ec2:Disassociate*",
        "ec2:ReleaseAddress", "ec2:Revoke*", "ec2:TerminateInstances", "eks:DeleteAccessEntry", "eks:DeleteAddon", "eks:DeletePodIdentityAssociation", "eks:Describe*", "iam:DeleteInstanceProfile", "iam:DeleteOpenIDConnectProvider",
        "iam:DeleteRole", "iam:DeleteRolePolicy", "iam:DetachRolePolicy", "iam:Get*", "iam:List*", "iam:RemoveRoleFromInstanceProfile",
    ];

    /// <summary>The IAM policy for one cluster, JSON.</summary>
    /// <param name="partition">Such as <c>aws</c>.</param>
    /// <param name="region">Its region.</param>
    /// <param name="cluster">Its name.</param>
    public static string Policy(string partition, string region, string cluster)
    {
        string[] tagged = ["ec2:DeleteVolume", "elasticloadbalancing:DeleteLoadBalancer", "elasticloadbalancing:DeleteTargetGroup"];
        return AwsPolicies.Of(
            AwsPolicies.Allowing(Reads, ["*"]),
            AwsPolicies.Allowing(
                ["eks:DeleteCluster", "eks:DeleteFargateProfile", "eks:DeleteNodegroup", "eks:UpdateClusterConfig"],
                [Eks($"cluster/{cluster}"), Eks($"fargateprofile/{cluster}/*"), Eks($"nodegroup/{cluster}/*")]),
            AwsPolicies.Allowing(tagged, ["*"], Tagged($"aws:ResourceTag/kubernetes.io/cluster/{cluster}", "owned")),
            AwsPolicies.Allowing(tagged, ["*"], Tagged("aws:ResourceTag/elbv2.k8s.aws/cluster", cluster)),
            AwsPolicies.Allowing(tagged, ["*"], Tagged("aws:ResourceTag/eks:eks-cluster-name", cluster)),
            AwsPolicies.Allowing(["cloudformation:DeleteStack"], [$"arn:{partition}:cloudformation:{region}:*:stack/eksctl-{cluster}-*/*"]),
            AwsPolicies.Allowing(OfStacks, ["*"], new JsonObject { ["ForAnyValue:StringEquals"] = new JsonObject { ["aws:CalledVia"] = new JsonArray("cloudformation.amazonaws.com") } }));

        string Eks(string resource) => $"arn:{partition}:eks:{region}:*:{resource}";
    }

    /// <summary>The ClusterRole, bound to the group that an access entry gives, YAML.</summary>
    public static string Manifest => $"""
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata:
          name: {Name}
        rules:
        - apiGroups: [""]
          resources: ["services", "persistentvolumeclaims"]
          verbs: ["list", "delete"]
        - apiGroups: ["networking.k8s.io"]
          resources: ["ingresses"]
          verbs: ["list", "delete"]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata:
          name: {Name}
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: ClusterRole
          name: {Name}
        subjects:
        - kind: Group
          apiGroup: rbac.authorization.k8s.io
          name: {AccessManifest.Name}

        """;

    private static JsonObject Tagged(string key, string value) => new() { ["StringEquals"] = new JsonObject { [key] = value } };
}
