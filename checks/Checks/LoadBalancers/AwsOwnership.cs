using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Hosts;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Checks.LoadBalancers;

/// <summary>
/// Which load balancer of the account has a host name, and what its tags say. The status of a Service can be written by an administrator
/// of the cluster, so a host name alone proves nothing (CVE-2020-8554). Tags are only a sign: the cluster's name in them comes of a value
/// that people type.
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

    /// <summary>The load balancer that has a host name; compared as a name.</summary>
    public static AwsLoadBalancer? Find(AwsLoadBalancerList list, LoadBalancerHost host) =>
        list.Items.FirstOrDefault(b => LoadBalancerAddress.AreSame(b.DnsName, host.HostName));

    /// <summary>The tags that tell whose it is, for the evidence.</summary>
    public static bool IsTelling(string tag) =>
        tag.StartsWith(CloudControllerCluster, StringComparison.Ordinal) || ClusterTags.Concat(ServiceTags).Concat(IngressTags).Any(t => t == tag);

    /// <summary>Whether the tags are those of this cluster and of this Service.</summary>
    /// <param name="tags">The load balancer's tags.</param>
    /// <param name="clusterName">The cluster's own name; null where it is not known.</param>
    /// <param name="service">The Service.</param>
    public static bool IsTaggedFor(IReadOnlyDictionary<string, string> tags, string? clusterName, ObjectMeta service) =>
        IsTaggedForCluster(tags, clusterName) && ServiceTags.Any(t => tags.TryGetValue(t, out var name) && name == service.ToString());

    private static bool IsTaggedForCluster(IReadOnlyDictionary<string, string> tags, string? clusterName) =>
        clusterName is null
        || tags.ContainsKey(CloudControllerCluster + clusterName)
        || ClusterTags.Any(t => tags.TryGetValue(t, out var name) && name == clusterName);
}
