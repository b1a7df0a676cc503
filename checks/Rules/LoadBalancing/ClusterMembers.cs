using System.Net;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Rules.LoadBalancing;

/// <summary>
/// What targets of a load balancer may be of one cluster. Controllers register the instances of nodes, or the addresses of ready pods
/// (cloud-provider-aws; AWS Load Balancer Controller, <c>endpoint_resolver.go</c>); a node that was registered by its address is its
/// instance all the same.
/// </summary>
internal sealed class ClusterMembers
{
    private readonly HashSet<string> instances;
    private readonly HashSet<IPAddress> addresses;

    private ClusterMembers(IEnumerable<string> instances, IEnumerable<IPAddress> addresses)
    {
        this.instances = instances.ToHashSet(StringComparer.Ordinal);
        this.addresses = addresses.ToHashSet();
    }

    /// <summary>The nodes' instances, and the addresses of the ready pods that some services pick.</summary>
    public static ClusterMembers Of(IReadOnlyList<Node> nodes, IReadOnlyList<Pod> pods, IReadOnlyList<Service> services) => new(
        nodes.Select(n => n.Spec.ProviderID[(n.Spec.ProviderID.LastIndexOf('/') + 1)..]).Where(id => id.StartsWith("i-", StringComparison.Ordinal)),
        pods.Where(p => ReadyPods.IsReady(p) && services.Any(s => Labels.Picks(s, p)))
            .SelectMany(AddressesOf)
            .Concat(nodes.SelectMany(n => n.Status.Addresses).Where(a => a.Type is "InternalIP" or "ExternalIP").Select(a => a.Address))
            .Select(a => LoadBalancerAddress.IsIpAddress(a, out var address) ? address : null)
            .OfType<IPAddress>());

    /// <summary>What is of the cluster in either look.</summary>
    public ClusterMembers And(ClusterMembers other) => new(instances.Concat(other.instances), addresses.Concat(other.addresses));

    /// <summary>Whether a target is of the cluster.</summary>
    public bool Have(AwsTarget target) =>
        instances.Contains(target.Id) || (LoadBalancerAddress.IsIpAddress(target.Id, out var address) && addresses.Contains(address));

    /// <summary>Every address of a pod, of both families.</summary>
    public static IEnumerable<string> AddressesOf(Pod pod) => pod.Status.PodIPs.Select(a => a.Ip).Append(pod.Status.PodIP);
}
