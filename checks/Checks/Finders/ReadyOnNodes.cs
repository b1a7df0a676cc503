using EksGrader.Checks.Checks.Nodes;
using EksGrader.Checks.Checks.Witnesses;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Checks.Finders;

/// <summary>What a cluster's pods run on.</summary>
internal enum DataPlane
{
    /// <summary>No usable node at all.</summary>
    None,

    /// <summary>EC2 nodes of groups, of Karpenter, or managed by hand.</summary>
    Ec2,

    /// <summary>EC2 nodes of Auto Mode alone: kube-proxy, CoreDNS, the VPC CNI and the EBS driver run on them outside Kubernetes.</summary>
    AutoMode,

    /// <summary>Places on Fargate alone: DaemonSets never run there, so that a tool needs its Fargate way.</summary>
    Fargate,
}

/// <summary>
/// On how many usable EC2 nodes pods of one kind are ready: what is asked of a tool that must be on every node. Pods are counted, not the
/// status of their owner, which can be written.
/// </summary>
/// <param name="Plane">What there is to run on.</param>
/// <param name="Covered">The nodes where one is ready.</param>
/// <param name="Missing">The nodes where none is.</param>
internal sealed record ReadyOnNodes(DataPlane Plane, IReadOnlyList<Node> Covered, IReadOnlyList<Node> Missing)
{
    private const string ComputeType = "eks.amazonaws.com/compute-type";
    private const string Windows = "windows";

    /// <summary>How many nodes there are.</summary>
    public int Nodes => Covered.Count + Missing.Count;

    /// <summary>The share of the nodes where one is ready, between 0 and 1; 0 where there is no node.</summary>
    public decimal Share => Nodes == 0 ? 0 : (decimal)Covered.Count / Nodes;

    /// <summary>Whether one is ready on every node, and on one at least.</summary>
    public bool IsEverywhere => Nodes > 0 && Missing.Count == 0;

    /// <summary>Counts.</summary>
    /// <param name="pods">The tool's pods.</param>
    /// <param name="nodes">Every node.</param>
    /// <param name="requireEks">Whether only machines of AWS count (<see cref="Core.AssignmentRules.RequireEks"/>).</param>
    /// <param name="witness">What AWS says of the nodes; null where it was not asked.</param>
    /// <param name="onWindows">Whether nodes of Windows count too; most agents have none for it.</param>
    public static ReadyOnNodes Of(IEnumerable<Pod> pods, IReadOnlyList<Node> nodes, bool requireEks, NodeWitness? witness = null, bool onWindows = false)
    {
        var considered = UsableNodes.Considered(nodes);
        var usable = considered.Where(n => UsableNodes.IsUsableEc2(n, requireEks) && witness?.Contradicts(n) != true).ToList();
        var repeated = SameMachine.Repeated(SameMachine.OldestFirst(usable));
        usable = [.. usable.Where(n => !repeated.Contains(n))];
        var ready = pods.Where(ReadyPods.IsReady).Select(p => p.Spec.NodeName).ToHashSet(StringComparer.Ordinal);
        var asked = onWindows || usable.TrueForAll(IsWindows) ? usable : [.. usable.Where(n => !IsWindows(n))];
        return new ReadyOnNodes(
            PlaneOf(usable, considered),
            [.. asked.Where(n => ready.Contains(n.Metadata.Name))],
            [.. asked.Where(n => !ready.Contains(n.Metadata.Name))]);
    }

    private static DataPlane PlaneOf(IReadOnlyList<Node> usable, IReadOnlyList<Node> all) =>
        usable.Count > 0 ? (usable.All(n => n.Metadata.Labels.GetValueOrDefault(ComputeType) == "auto") ? DataPlane.AutoMode : DataPlane.Ec2)
        : all.Any(n => UsableNodes.IsFargate(n) && UsableNodes.IsReady(n)) ? DataPlane.Fargate
        : DataPlane.None;

    private static bool IsWindows(Node node) => node.Metadata.Labels.GetValueOrDefault(PodTemplateSpec.OsLabel) == Windows;
}
