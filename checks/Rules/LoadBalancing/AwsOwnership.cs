using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Hosts;

namespace EksGrader.Checks.Rules.LoadBalancing;

/// <summary>
/// Whether a load balancer of the account is this Service's. The status of a Service is writable by whoever may write the cluster, so
/// a host name alone proves nothing (CVE-2020-8554); the account's own list and its tags do.
/// </summary>
internal static class AwsOwnership
{
    /// <summary>Tag <c>kubernetes.io/cluster/NAME</c> of the cloud controller (cloud-provider-aws, <c>tags.go</c>).</summary>
    private const string CloudControllerCluster = "kubernetes.io/cluster/";

    /// <summary>Tags that hold the cluster's name: AWS Load Balancer Controller, EKS Auto Mode.</summary>
    private static readonly IReadOnlyList<string> ClusterTags = ["elbv2.k8s.aws/cluster", "eks:eks-cluster-name"];

    /// <summary>Tags that hold <c>namespace/service</c>: cloud controller, AWS Load Balancer Controller, EKS Auto Mode.</summary>
    private static readonly IReadOnlyList<string> ServiceTags =
        ["kubernetes.io/service-name", "service.k8s.aws/stack", "service.eks.amazonaws.com/stack"];

    /// <summary>Tags that hold <c>namespace/ingress</c> or the name of a group of Ingresses.</summary>
    private static readonly IReadOnlyList<string> IngressTags = ["ingress.k8s.aws/stack", "ingress.eks.amazonaws.com/stack"];

    /// <summary>The load balancer that has a host name; compared ignoring case, and without what DNS lets one put before it.</summary>
    public static AwsLoadBalancer? Find(AwsLoadBalancerList list, LoadBalancerHost host) =>
        list.Items.FirstOrDefault(b => IsSame(b.DnsName, host.HostName));

    /// <summary>The tags that tell whose it is, for the evidence.</summary>
    public static bool IsTelling(string tag) =>
        tag.StartsWith(CloudControllerCluster, StringComparison.Ordinal) || ClusterTags.Concat(ServiceTags).Concat(IngressTags).Any(t => t == tag);

    /// <summary>Whether the tags are those of this cluster and of this exposure.</summary>
    /// <param name="tags">The load balancer's tags.</param>
    /// <param name="clusterName">The cluster's own name; null where it is not known.</param>
    /// <param name="exposure">The Service or Ingress.</param>
    /// <param name="servicesWithAddress"><c>namespace/name</c> of the Services that have the same address: an ingress controller's.</param>
    public static bool IsTaggedFor(
        IReadOnlyDictionary<string, string> tags, string? clusterName, Exposure exposure, IReadOnlyCollection<string> servicesWithAddress) =>
        IsTaggedForCluster(tags, clusterName) && (exposure.IsIngress
            ? IngressTags.Any(t => tags.TryGetValue(t, out var stack) && (stack == exposure.Metadata.ToString() || !stack.Contains('/')))
                || ServiceTags.Any(t => tags.TryGetValue(t, out var name) && servicesWithAddress.Any(s => s == name))
            : ServiceTags.Any(t => tags.TryGetValue(t, out var name) && name == exposure.Metadata.ToString()));

    private static bool IsTaggedForCluster(IReadOnlyDictionary<string, string> tags, string? clusterName) =>
        clusterName is null
        || tags.ContainsKey(CloudControllerCluster + clusterName)
        || ClusterTags.Any(t => tags.TryGetValue(t, out var name) && name == clusterName);

    private static bool IsSame(string dnsName, string host) =>
        string.Equals(dnsName.TrimEnd('.'), host, StringComparison.OrdinalIgnoreCase)
        || host.EndsWith($".{dnsName.TrimEnd('.')}", StringComparison.OrdinalIgnoreCase);
}
