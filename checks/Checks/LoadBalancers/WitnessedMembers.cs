using EksGrader.Checks.Aws;
using EksGrader.Checks.Checks.Nodes;
using EksGrader.Checks.Checks.Witnesses;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Checks.LoadBalancers;

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
