using EksGrader.Checks.Checks.Nodes;
using EksGrader.Checks.Checks.Witnesses;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Checks.Replicas;

/// <summary>The nodes on which pods count: Ready ones that no witness contradicts, one for each machine.</summary>
internal sealed class PodNodes
{
    private readonly Dictionary<string, Node>? nodes;
    private readonly NodeWitness? witness;
    private readonly IReadOnlySet<Node> repeated;

    private PodNodes(IReadOnlyList<Node>? nodes, NodeWitness? witness)
    {
        this.nodes = nodes?.GroupBy(n => n.Metadata.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        this.witness = witness;
        repeated = SameMachine.Repeated(SameMachine.OldestFirst(this.nodes?.Values.AsEnumerable() ?? []).Where(n => UsableNodes.IsReady(n) && witness?.Contradicts(n) != true));
    }

    /// <summary>What was answered about them where the witness contradicts any.</summary>
    public IReadOnlyList<Evidence> Evidence => witness is { } asked && nodes?.Values.Any(asked.Contradicts) == true ? asked.Evidence : [];

    /// <summary>By the cluster's word alone. Nodes that could not be read are taken to be there.</summary>
    public static PodNodes ByTheirWord(ObjectList<Node>? nodes) => new(nodes is null ? null : UsableNodes.LookedAt(nodes.Items), witness: null);

    /// <summary>With what AWS says of them.</summary>
    public static async Task<PodNodes> ConfirmedAsync(Cluster cluster, ObjectList<Node>? nodes, CancellationToken cancellationToken)
    {
        var lookedAt = UsableNodes.LookedAt(nodes?.Items ?? []);
        return new PodNodes(nodes is null ? null : lookedAt, await NodeWitness.AskAsync(cluster, lookedAt, cancellationToken));
    }

    /// <summary>Whether a ready pod counts where it runs.</summary>
    public bool Hold(Pod pod) => FlawOf(pod) is null;

    /// <summary>Why a ready pod does not count where it runs; null where it does.</summary>
    public PodFlaw? FlawOf(Pod pod) => nodes is null
        ? (pod.Spec.NodeName.Length > 0 ? null : PodFlaw.NodeGone)
        : nodes.GetValueOrDefault(pod.Spec.NodeName) switch
        {
            null => PodFlaw.NodeGone,
            var node when witness?.Contradicts(node) == true => PodFlaw.NodeContradicted,
            var node when repeated.Contains(node) => PodFlaw.NodeRepeated,
            var node => UsableNodes.IsReady(node) ? null : PodFlaw.NodeNotReady,
        };

    /// <summary>What the witness makes of a verdict that rests on some pods.</summary>
    public Verdict Judge(Cluster cluster, Verdict verdict, IEnumerable<Pod> pods, AssignmentRules rules)
    {
        if (cluster.Aws is null)
        {
            return Witness.Missing(verdict, fault: null, rules);
        }

        return witness is null || nodes is null
            ? verdict
            : witness.Judge(verdict, pods.Select(p => nodes.GetValueOrDefault(p.Spec.NodeName)).OfType<Node>().DistinctBy(n => n.Metadata.Name, StringComparer.Ordinal), rules);
    }
}

/// <summary>Why a ready pod does not count where it runs. The names are those of the sentences that say so.</summary>
internal enum PodFlaw
{
    NodeGone,
    NodeContradicted,
    NodeRepeated,
    NodeNotReady,
}
