using System.Net;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Checks.Nodes;
using EksGrader.Checks.Checks.Witnesses;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;

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

/// <summary>
/// The members of a cluster by what AWS says of its nodes: an administrator writes nodes, and pods with any address on them. Nodes that AWS
/// contradicts and second nodes of one machine are left out, and so are pods on them and on no node.
/// </summary>
internal sealed class WitnessedMembers
{
    private readonly IReadOnlyList<NodeWitness> witnesses;
    private readonly Dictionary<string, NodeWitness> witnessOf;
    private readonly ClusterMembers all;
    private readonly ClusterMembers confirmed;

    private WitnessedMembers(
        IReadOnlyList<NodeWitness> witnesses, Dictionary<string, NodeWitness> witnessOf, IReadOnlyList<Node> nodes, IReadOnlyList<Pod> pods, IReadOnlyList<Service> services)
    {
        (this.witnesses, this.witnessOf) = (witnesses, witnessOf);
        var possible = nodes.Where(n => !WitnessOf(n).Contradicts(n)).ToList();
        var repeated = SameMachine.Repeated(SameMachine.OldestFirst(possible).Where(UsableNodes.IsReady));
        List<Node> believed = [.. possible.Where(n => !repeated.Contains(n))];
        all = ClusterMembers.Of(believed, pods, services);
        confirmed = ClusterMembers.Of([.. believed.Where(n => WitnessOf(n).Confirms(n))], pods, services);
        Fault = believed.Select(n => WitnessOf(n).FaultOf(n)).FirstOrDefault(f => f is not null);
        Evidence = possible.Count < nodes.Count ? [.. witnesses.SelectMany(w => w.Evidence)] : [];
    }

    /// <summary>Why AWS does not confirm some node; null where it confirms all.</summary>
    public ReadError? Fault { get; }

    /// <summary>What AWS answered, where it contradicts any node.</summary>
    public IReadOnlyList<Evidence> Evidence { get; }

    /// <summary>Whether as much time has passed as lies between two looks at targets.</summary>
    public bool HasPaused => witnesses.Any(w => w.HasPaused);

    /// <summary>Asks AWS about nodes: the same as the checks of nodes and replicas ask, which a look asks once.</summary>
    public static async Task<WitnessedMembers> AskAsync(
        Cluster cluster, ObjectList<Node> nodes, IReadOnlyList<Pod> pods, IReadOnlyList<Service> services, CancellationToken cancellationToken)
    {
        var lookedAt = UsableNodes.LookedAt(nodes.Items);
        var witness = await NodeWitness.AskAsync(cluster, lookedAt, cancellationToken);
        return new WitnessedMembers([witness], lookedAt.Select(NameOf).Distinct(StringComparer.Ordinal).ToDictionary(n => n, _ => witness, StringComparer.Ordinal), lookedAt, pods, services);
    }

    /// <summary>The members of a second look: AWS is asked about the nodes that are new in it, once.</summary>
    public async Task<WitnessedMembers> AgainAsync(
        Cluster cluster, ObjectList<Node> nodes, IReadOnlyList<Pod> pods, IReadOnlyList<Service> services, CancellationToken cancellationToken)
    {
        var lookedAt = UsableNodes.LookedAt(nodes.Items);
        List<Node> added = [.. lookedAt.Where(n => !witnessOf.ContainsKey(NameOf(n)))];
        var witness = await NodeWitness.AskOnceAsync(cluster, added, cancellationToken);
        var both = new Dictionary<string, NodeWitness>(witnessOf, StringComparer.Ordinal);
        added.ForEach(n => both[NameOf(n)] = witness);
        return new WitnessedMembers([.. witnesses, witness], both, lookedAt, pods, services);
    }

    /// <summary>Whether any of some targets may be of the cluster.</summary>
    public bool Have(IEnumerable<AwsTarget> targets) => targets.Any(all.Have);

    /// <summary>Whether any of some targets is of the cluster by the word of AWS.</summary>
    public bool AreConfirmed(IEnumerable<AwsTarget> targets) => targets.Any(confirmed.Have);

    private NodeWitness WitnessOf(Node node) => witnessOf[NameOf(node)];

    // A node that was deleted and written anew under its name is another one.
    private static string NameOf(Node node) => $"{node.Metadata.Name} {node.Spec.ProviderID} {MachineId.AddressOf(node)}";
}
