using EksGrader.Checks.Checks.Witnesses;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Checks.Nodes;

/// <summary>Asks for a number of usable nodes: Ready, schedulable, not being deleted, machines of AWS, which AWS itself is asked about too.</summary>
public sealed class NodesCheck : ICheck
{
    private const string CountFargate = "countFargate";
    private const string CountHybrid = "countHybrid";
    private const string Usable = "usable";
    private const string NoSurplus = "noSurplus";
    private const decimal CapOfTooMany = 0.5m;
    private const int NodesNamed = 5;

    /// <summary>How long a node that is not Ready may be on its way.</summary>
    private static readonly TimeSpan JoiningTime = TimeSpan.FromMinutes(5);

    /// <summary>Its id.</summary>
    public static CheckId Id { get; } = new("nodes");

    internal static TextCatalog Texts { get; } = TextCatalog.Beside(typeof(NodesCheck), nameof(NodesCheck));

    /// <inheritdoc/>
    public CheckInfo Info { get; } = CheckInfo.Describe(
        Id,
        Texts,
        [
            .. CountParameters.Declare(Texts),
            new BooleanParameter(CountFargate, Texts["Parameter.countFargate"], Default: false),
            new BooleanParameter(CountHybrid, Texts["Parameter.countHybrid"], Default: false),
        ],
        [new DeclaredRead.Kubernetes(Node.Type), .. NodeWitness.Reads],
        FactInfo.Earning(Texts, Usable, 1),
        FactInfo.Guarding(Texts, NoSurplus, CapOfTooMany));

    /// <inheritdoc/>
    public async ValueTask<Verdict> JudgeAsync(Cluster cluster, CheckParameters parameters, CancellationToken cancellationToken)
    {
        var nodes = await cluster.Kubernetes.ListAsync<Node>(cancellationToken: cancellationToken);
        var considered = UsableNodes.Considered(nodes.Items);
        var witness = await NodeWitness.AskAsync(cluster, considered, cancellationToken);
        var terms = new NodeTerms(parameters.Rules.RequireEks, parameters.Flag(CountFargate), parameters.Flag(CountHybrid));
        var judged = UsableNodes.Judge(considered, terms, witness);
        var counted = Count.Of(judged, parameters);
        var verdict = new FactSheet(Info.Facts)
        {
            [Usable] = counted.Usable >= counted.Asked ? FactFinding.Held : FindUsable(judged, counted, cluster.Now),
            [NoSurplus] = !counted.IsExact ? FactFinding.LeftOut : counted.IsTooMany ? FindSurplus(counted) : FactFinding.Held,
            Summary = counted.Summary,
            Evidence = [new Evidence("kubectl get nodes", TablePrinter.Print(nodes), cluster.Now), .. witness.Evidence],
        }.ToVerdict();
        return witness.Judge(verdict, judged.Where(n => n.Counts).Select(n => n.Node), parameters.Rules);
    }

    private static FactFinding FindUsable(IReadOnlyList<JudgedNode> judged, Count counted, DateTimeOffset now)
    {
        var flawed = judged.Where(n => n.Flaw is not null).ToList();
        return FactFinding.Partly(
            (decimal)counted.Usable / counted.Asked,
            [new FactRow(Texts["Expect.Count", counted.Asked], Texts["Seen", counted.Usable, counted.Asked], Command: "kubectl get nodes"), .. flawed.Select(RowOf)]) with
        {
            Advice = [.. flawed.Take(NodesNamed).Select(Describe), Texts[judged.Count < counted.Asked ? "ScaleUp" : "Mend", counted.Asked]],
            MayStillComeTrue = judged.Any(n => IsOnItsWay(n, now)),
        };
    }

    // A surplus node may be on its way out.
    private static FactFinding FindSurplus(Count counted) =>
        FactFinding.Broken(new FactRow(Texts["Expect.AtMost", counted.Asked], Texts["ReadySeen", counted.Ready], Command: "kubectl get nodes")) with
        {
            Advice = counted.Usable >= counted.Asked ? [Texts["ScaleDown", counted.Asked]] : [],
            MayStillComeTrue = true,
        };

    private static FactRow RowOf(JudgedNode node)
    {
        var name = ShellText.Word(node.Node.Metadata.Name);
        return new FactRow(
            Texts["Expect.Usable"],
            Describe(node),
            $"Node {ShellText.Name(node.Node.Metadata)}",
            node.Flaw is NodeFlaw.Cordoned ? $"kubectl uncordon {name}" : $"kubectl describe node {name}");
    }

    private static LocalizedText Describe(JudgedNode node) => Texts[$"{node.Flaw}", ShellText.Name(node.Node.Metadata), ShellText.Word(node.Node.Metadata.Name)];

    // A machine that AWS has no more may be one that is just being replaced, whatever its node's age: waiting helps no forger.
    private static bool IsOnItsWay(JudgedNode node, DateTimeOffset now) =>
        node.Flaw is NodeFlaw.Contradicted
        || (node.Flaw is NodeFlaw.NotReady && node.Node.Metadata.CreationTimestamp is { } joined && now - joined < JoiningTime);

    /// <summary>How many nodes count.</summary>
    /// <param name="Usable">Those that are usable.</param>
    /// <param name="Ready">Those that are Ready, cordoned ones too: each costs.</param>
    /// <param name="Asked">How many were asked for.</param>
    /// <param name="IsExact">Whether more is too many.</param>
    private sealed record Count(int Usable, int Ready, int Asked, bool IsExact)
    {
        public bool IsTooMany => IsExact && Ready > Asked;

        public LocalizedText Summary => this switch
        {
            { IsTooMany: true } when Usable >= Asked => Texts["TooMany", Ready, Asked],
            _ when Usable <= Asked => Texts["Seen", Usable, Asked],
            _ => Texts["Enough", Usable, Asked],
        };

        public static Count Of(IReadOnlyList<JudgedNode> judged, CheckParameters parameters) =>
            new(judged.Count(n => n.Flaw is null), judged.Count(n => n.Counts), parameters.Number(CountParameters.Count), CountParameters.IsExact(parameters));
    }
}

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
    /// <summary>The most nodes that are read, the oldest first: a cluster that an owner fills may hold many thousands.</summary>
    public const int Most = 1000;

    /// <summary>The nodes that are judged.</summary>
    public static IReadOnlyList<Node> Considered(IReadOnlyList<Node> nodes) => nodes.Count <= Most
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
