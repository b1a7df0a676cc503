using EksGrader.Checks.Checks.Witnesses;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Checks.Nodes;

/// <summary>Which nodes count by an assignment.</summary>
/// <param name="RequireEks">Whether only machines of AWS count.</param>
/// <param name="CountFargate">Whether Fargate nodes count.</param>
/// <param name="CountHybrid">Whether nodes of EKS Hybrid Nodes count.</param>
internal sealed record NodeTerms(bool RequireEks, bool CountFargate = false, bool CountHybrid = false);

/// <summary>A node, and why it does not count; null where it does.</summary>
/// <param name="Node">The node.</param>
/// <param name="Flaw">Why it does not count.</param>
internal sealed record JudgedNode(Node Node, NodeFlaw? Flaw)
{
    /// <summary>Whether it counts towards what is more than asked for: it runs and costs, though new pods may be kept off it.</summary>
    public bool Counts => Flaw is null or NodeFlaw.Cordoned;
}

/// <summary>Which nodes count.</summary>
internal static class UsableNodes
{
    /// <summary>The most nodes that are looked at, the oldest first: a cluster that a stranger fills may hold many thousands.</summary>
    public const int Most = 1000;

    /// <summary>The nodes that are looked at.</summary>
    public static IReadOnlyList<Node> LookedAt(IReadOnlyList<Node> nodes) => nodes.Count <= Most
        ? nodes
        : [.. SameMachine.OldestFirst(nodes).Take(Most)];

    /// <summary>Whether a node is Ready.</summary>
    public static bool IsReady(Node node) => node.Status.Conditions.Any(c => c.Type == "Ready" && c.IsTrue);

    /// <summary>Whether a node is one pod's place on Fargate.</summary>
    public static bool IsFargate(Node node) => MachineId.KindOf(node) == MachineKind.Fargate;

    /// <summary>Judges each node. Of several that are one machine the best counts.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="terms">Which count.</param>
    /// <param name="witness">What AWS says of them.</param>
    public static IReadOnlyList<JudgedNode> Judge(IReadOnlyList<Node> nodes, NodeTerms terms, NodeWitness witness)
    {
        var judged = nodes.Select(n => new JudgedNode(n, witness.Contradicts(n) ? NodeFlaw.Contradicted : FlawOf(n, terms))).ToList();
        var repeated = SameMachine.Repeated(judged.Where(n => n.Counts).OrderBy(n => n.Flaw is not null).Select(n => n.Node));
        return [.. judged.Select(n => n.Counts && repeated.Contains(n.Node) ? n with { Flaw = NodeFlaw.Duplicate } : n)];
    }

    /// <summary>Why a node does not count by what the cluster says; null where it does.</summary>
    public static NodeFlaw? FlawOf(Node node, NodeTerms terms) => MachineId.KindOf(node) switch
    {
        MachineKind.Fargate when !terms.CountFargate => NodeFlaw.Fargate,
        MachineKind.Hybrid when !terms.CountHybrid => NodeFlaw.Hybrid,
        _ when node.Metadata.IsBeingDeleted => NodeFlaw.BeingDeleted,
        MachineKind.Other when terms.RequireEks => NodeFlaw.NotAws,
        _ when !IsReady(node) => NodeFlaw.NotReady,
        _ when node.Spec.Unschedulable => NodeFlaw.Cordoned,
        _ => null,
    };

    /// <summary>Whether a node is Ready, schedulable, not being deleted, a machine of AWS (with <c>requireEks</c>) and not one of Fargate.</summary>
    public static bool IsUsableEc2(Node node, bool requireEks) => FlawOf(node, new NodeTerms(requireEks)) is null;
}

/// <summary>Why a node does not count.</summary>
internal enum NodeFlaw
{
    /// <summary>It is one pod's place on Fargate.</summary>
    Fargate,

    /// <summary>It is a machine of EKS Hybrid Nodes.</summary>
    Hybrid,

    /// <summary>It is being deleted.</summary>
    BeingDeleted,

    /// <summary>It is no machine of AWS.</summary>
    NotAws,

    /// <summary>AWS has no such machine in the cluster's network.</summary>
    Contradicted,

    /// <summary>Another node is the same machine.</summary>
    Duplicate,

    /// <summary>Ready is not True.</summary>
    NotReady,

    /// <summary>New pods are kept off it.</summary>
    Cordoned,
}
