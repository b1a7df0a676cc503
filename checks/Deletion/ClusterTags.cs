namespace EksGrader.Checks.Deletion;

/// <summary>
/// How AWS resources say which cluster they were made for: the tags of the cloud controllers, the EBS and VPC drivers, EKS itself, Auto
/// Mode and eksctl (docs/eks-facts.md; EKS user guide, "Tag your resources"). What is only <c>shared</c> with a cluster is not its.
/// </summary>
internal static class ClusterTags
{
    private static readonly string[] NamedByValue =
    [
        "alpha.eksctl.io/cluster-name",
        "eksctl.cluster.k8s.io/v1alpha1/cluster-name",
        "elbv2.k8s.aws/cluster",
        "eks:eks-cluster-name",
        "eks:cluster-name",
        "aws:eks:cluster-name",
        "cluster.k8s.amazonaws.com/name",
        "KubernetesCluster",
    ];

    /// <summary>Every tag key that may name a cluster, for filters of EC2.</summary>
    public static IReadOnlyList<string> Keys(string cluster) => [OwnedKey(cluster), .. NamedByValue];

    /// <summary>Whether a tag says that its bearer is a cluster's own.</summary>
    public static bool Names(string? key, string? value, string cluster) =>
        (key == OwnedKey(cluster) && value == "owned")
        || (value == cluster && Array.Exists(NamedByValue, k => k == key));

    private static string OwnedKey(string cluster) => $"kubernetes.io/cluster/{cluster}";
}
