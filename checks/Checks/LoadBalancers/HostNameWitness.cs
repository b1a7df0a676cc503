using System.Text.RegularExpressions;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Hosts;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Checks.LoadBalancers;

/// <summary>Why an address fails the third fact by its form alone.</summary>
/// <param name="Reason">What is wrong.</param>
/// <param name="IsForGood">Whether waiting cannot mend it.</param>
/// <param name="Evidence">Both sides of a contradiction.</param>
internal sealed record AddressFlaw(LocalizedText Reason, bool IsForGood, IReadOnlyList<Evidence> Evidence);

/// <summary>
/// What the host name of a load balancer says against the Service that claims it. Only AWS gives these names out, while the status of a
/// Service can be written by an administrator of the cluster (CVE-2020-8554): a load balancer is made in the region of its cluster, and the
/// cloud controller names it <c>a</c> and the first 31 hexadecimal digits of the Service's UID (cloud-provider,
/// <c>DefaultLoadBalancerName</c>). Names of other forms say nothing here.
/// </summary>
/// <param name="handIn">Where the cluster is.</param>
/// <param name="services">All services of the cluster.</param>
/// <param name="seenAt">When the look began.</param>
internal sealed partial class HostNameWitness(SubmissionTarget handIn, ServiceIndex services, DateTimeOffset seenAt)
{
    // The endpoint's own name cannot be forged; the region that was handed in is where DescribeCluster found the cluster, unless it found another or none.
    private readonly string? region = EksHost.TryParse(handIn.ServerHost, out var endpoint) ? endpoint.Region : handIn.IsAwsRefused ? null : handIn.Region;

    /// <summary>The contradiction; null where there is none.</summary>
    public AddressFlaw? Contradict(Exposure exposure, LoadBalancerHost host)
    {
        if (region is not null && !string.Equals(host.Region, region, StringComparison.OrdinalIgnoreCase))
        {
            var cluster = handIn.ServerHost is { } server
                ? new Evidence("kubectl cluster-info", $"https://{ShellText.Name(server)}\n", seenAt)
                : new Evidence($"aws eks describe-cluster --region {ShellText.Word(region)} --name {ShellText.Word(handIn.ClusterName ?? "")}", $"Region: {ShellText.Name(region)}\n", seenAt);
            return new AddressFlaw(LoadBalancerCheck.Texts["OtherRegion", ShellText.Name(host.HostName), host.Region, ShellText.Name(region)], IsForGood: false, [Claim(exposure), cluster]);
        }

        var names = Owners(exposure, host).Select(CloudControllerName).ToList();
        return UidName().IsMatch(host.Name) && !names.Contains(host.Name, StringComparer.OrdinalIgnoreCase)
            ? new AddressFlaw(LoadBalancerCheck.Texts["OtherUid", ShellText.Name(host.HostName), names is [var first, ..] ? ShellText.Name(first) : "-"], IsForGood: false, [Claim(exposure)])
            : null;
    }

    /// <summary>The name that the cloud controller gives to the load balancer of a Service: 32 characters in all.</summary>
    public static string CloudControllerName(ObjectMeta service)
    {
        const int longest = 32;
        var name = $"a{service.Uid.Replace("-", "", StringComparison.Ordinal)}";
        return name.Length > longest ? name[..longest] : name;
    }

    // An Ingress has the load balancer of its controller's Service.
    private IEnumerable<ObjectMeta> Owners(Exposure exposure, LoadBalancerHost host) => exposure.IsIngress
        ? services.At(host.HostName).Select(s => s.Metadata)
        : [exposure.Metadata];

    private Evidence Claim(Exposure exposure) => new(
        $"kubectl get {exposure.Kind.ToLowerInvariant()} {ShellText.Word(exposure.Metadata.Name)} -n {ShellText.Word(exposure.Metadata.Namespace)} -o jsonpath='{{.metadata.uid}} {{.status.loadBalancer}}'",
        $"{ShellText.Name(exposure.Metadata.Uid)} {string.Join(' ', exposure.Addresses.Take(5).Select(ShellText.Name))}\n",
        seenAt);

    [GeneratedRegex(@"\Aa[0-9a-f]{31}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UidName();
}

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
