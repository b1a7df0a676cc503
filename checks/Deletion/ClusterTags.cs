namespace EksGrader.Checks.Deletion;

/// <summary>
/// How AWS resources say which cluster they were made for: the tags of the cloud controllers, the EBS and VPC drivers, EKS itself, Auto
/// Mode and eksctl (docs/eks-facts.md; EKS user guide, "Tag your resources"). What is only <c>shared</c> with a cluster is not its own.
/// </summary>
internal static class ClusterTags
{
    private const string OwnedPrefix = "kubernetes.io/cluster/";

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

    /// <summary>Whether a tag says that its resource is a cluster's own.</summary>
    public static bool Names(string? key, string? value, string cluster) =>
        (key == OwnedKey(cluster) && value == "owned")
        || (value == cluster && Array.Exists(NamedByValue, k => k == key));

    /// <summary>Whether tags name exactly this cluster as the owner: what two claim is not deleted.</summary>
    public static bool NameOnly(IEnumerable<(string? Key, string? Value)> tags, string cluster)
    {
        var all = tags.ToList();
        return all.Exists(t => Names(t.Key, t.Value, cluster)) && !all.Exists(t => NamesAnother(t.Key, t.Value, cluster));
    }

    private static bool NamesAnother(string? key, string? value, string cluster)
    {
        if (key is null)
            return false;
        if (key.StartsWith(OwnedPrefix, StringComparison.Ordinal))
            return key != OwnedKey(cluster) || value != "owned"; // shared with others is not this one's own
        return value != cluster && Array.Exists(NamedByValue, k => k == key);
    }

    private static string OwnedKey(string cluster) => OwnedPrefix + cluster;
}
