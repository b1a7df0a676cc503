using System.Net;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Checks.Witnesses;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Checks.LoadBalancers;

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

    /// <summary>The nodes' instances and inner addresses, and the addresses of the ready pods on them that some services pick.</summary>
    public static ClusterMembers Of(IReadOnlyList<Node> nodes, IReadOnlyList<Pod> pods, IReadOnlyList<Service> services)
    {
        var names = nodes.Select(n => n.Metadata.Name).ToHashSet(StringComparer.Ordinal);
        return new ClusterMembers(
            nodes.Select(MachineId.InstanceOf).OfType<string>(),
            pods.Where(p => names.Contains(p.Spec.NodeName) && ReadyPods.IsReady(p) && services.Any(s => Labels.Picks(s, p)))
                .SelectMany(AddressesOf)
                .Concat(nodes.SelectMany(n => n.Status.Addresses).Where(a => a.Type == "InternalIP").Select(a => a.Address))
                .Select(a => LoadBalancerAddress.IsIpAddress(a, out var address) ? address : null)
                .OfType<IPAddress>());
    }

    /// <summary>Whether a target is of the cluster.</summary>
    public bool Have(AwsTarget target) =>
        instances.Contains(target.Id) || (LoadBalancerAddress.IsIpAddress(target.Id, out var address) && addresses.Contains(address));

    /// <summary>Every address of a pod, of both families.</summary>
    public static IEnumerable<string> AddressesOf(Pod pod) => pod.Status.PodIPs.Select(a => a.Ip).Append(pod.Status.PodIP);
}
