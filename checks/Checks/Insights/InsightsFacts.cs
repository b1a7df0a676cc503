using EksGrader.Checks.Checks.Nodes;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Checks.Insights;

/// <summary>One of the facts about Container Insights.</summary>
/// <param name="Holds">Whether it holds.</param>
/// <param name="Reason">What is wrong; null where it holds or was not read.</param>
/// <param name="Advice">What to do about it.</param>
/// <param name="MayStillComeTrue">Whether waiting may mend it.</param>
/// <param name="Unread">What kept it from being read; null where it was, or where no answer could change it.</param>
internal sealed record InsightsFact(
    bool Holds, LocalizedText? Reason = null, LocalizedText? Advice = null, bool MayStillComeTrue = false, ReadError? Unread = null)
{
    /// <summary>How much of it holds where it does not hold as a whole, from 0 to 1.</summary>
    public decimal Part { get; init; }

    /// <summary>What an instructor is asked because it cannot be judged from outside; null where it can.</summary>
    public LocalizedText? Question { get; init; }

    /// <summary>It holds.</summary>
    public static InsightsFact True { get; } = new(true);

    /// <summary>It does not hold, and another fact says why.</summary>
    public static InsightsFact False { get; } = new(false);

    /// <summary>It could not be read.</summary>
    public static InsightsFact NotSeen(ReadError? fault) => new(false, Unread: fault);

    /// <summary>The fact as the sheet of the check has it.</summary>
    /// <param name="expected">What it asks.</param>
    /// <param name="where">The object that it is about.</param>
    /// <param name="command">What shows it.</param>
    public FactFinding ToFinding(LocalizedText expected, string where, string command) => this switch
    {
        { Unread: { } fault } => FactFinding.Unread(fault),
        { Question: { } question } => FactFinding.Asked(question, new FactRow(expected, Reason ?? question, where, command)),
        { Holds: true } => FactFinding.Held,
        { Reason: { } reason } => FactFinding.Partly(Part, new FactRow(expected, reason, where, command)) with
        {
            Advice = Advice is { } advice ? [reason, advice] : [],
            MayStillComeTrue = MayStillComeTrue,
        },
        _ => FactFinding.NotReached,
    };
}

/// <summary>
/// Judges the facts that the cluster shows. A read that was refused leaves a fact open only where one of its answers could change it.
/// </summary>
internal sealed class InsightsFacts
{
    private readonly InsightsReads reads;
    private readonly IReadOnlyList<AgentSetup> daemonSets;
    private readonly IReadOnlyList<AgentSetup> statefulSets;
    private readonly IReadOnlyList<Node>? usable;
    private readonly ILookup<string, Pod>? readyPods;

    /// <summary>Judges by what was read.</summary>
    public InsightsFacts(InsightsReads reads, ConfiguredNames names, bool requireEks)
    {
        this.reads = reads;
        var setups = Agent.Among(reads).Select(a => AgentSetup.Of(a, reads, names)).Where(s => s.IsAgent != false).ToList();
        usable = reads.Nodes.Answer is { } nodes ? [.. nodes.Items.Where(n => UsableNodes.IsUsableEc2(n, requireEks))] : null;
        readyPods = reads.Pods.Answer?.Items
            .Where(ReadyPods.IsReady)
            .SelectMany(p => p.Metadata.OwnerReferences.Select(o => (o.Uid, Pod: p)))
            .ToLookup(p => p.Uid, p => p.Pod, StringComparer.Ordinal);
        daemonSets = [.. setups.Where(s => s.Agent is { IsStatefulSet: false })];
        statefulSets = [.. setups.Where(s => s.Agent is { IsStatefulSet: true })];
        Chosen = Choose(names);
        Installed = JudgeInstalled();
        Running = JudgeRunning();
        Configured = JudgeConfigured();
    }

    /// <summary>The setup that the verdict is about.</summary>
    public AgentSetup Chosen { get; }

    /// <summary>Fact 1: the agent is there.</summary>
    public InsightsFact Installed { get; }

    /// <summary>Fact 2: it is ready on every usable EC2 node, and on one at least (DaemonSets do not run on Fargate: EKS user guide).</summary>
    public InsightsFact Running { get; }

    /// <summary>Fact 3: its configuration is right.</summary>
    public InsightsFact Configured { get; }

    /// <summary>Every agent that was found.</summary>
    public IEnumerable<Agent> Agents => daemonSets.Concat(statefulSets).Select(s => s.Agent).OfType<Agent>();

    // Where there may be no EC2 nodes, a collector's StatefulSet stands for the agent.
    private bool MayBeWithoutEc2 => usable is not { Count: > 0 };

    private AgentSetup Choose(ConfiguredNames names)
    {
        var candidates = Primary().Concat(usable is { Count: 0 } ? statefulSets : []).ToList();
        return candidates.Find(s => s.IsRight) ?? candidates.FirstOrDefault() ?? AgentSetup.WithoutAgent(reads, names);
    }

    // The chart always makes agents for Windows: they stand for the whole only where all nodes are Windows, or where there is no other.
    private IEnumerable<AgentSetup> Primary()
    {
        var onWindows = usable is { Count: > 0 } && usable.All(IsWindows);
        var primary = daemonSets.Where(s => s.Agent?.IsWindows == onWindows).ToList();
        return primary.Count > 0 ? primary : daemonSets;
    }

    private InsightsFact JudgeInstalled()
    {
        if (daemonSets.Concat(MayBeWithoutEc2 && usable is not null ? statefulSets : []).Any(s => s.IsAgent == true))
        {
            return InsightsFact.True;
        }

        var open = reads.DaemonSets.Fault ?? (daemonSets is [var candidate, ..] ? candidate.Unread : null);
        if (MayBeWithoutEc2)
        {
            open ??= reads.StatefulSets.Fault ?? statefulSets.FirstOrDefault(s => s.IsAgent is null)?.Unread ?? (statefulSets.Count > 0 ? reads.Nodes.Fault : null);
        }

        return open is not null ? InsightsFact.NotSeen(open) : new(false, ContainerInsightsCheck.Texts["NoAgent"], ContainerInsightsCheck.Texts["Install"]);
    }

    private InsightsFact JudgeRunning()
    {
        if (!Installed.Holds)
        {
            return Installed.Unread is { } open ? InsightsFact.NotSeen(open) : InsightsFact.False;
        }

        if (readyPods is null)
        {
            return InsightsFact.NotSeen(reads.Pods.Fault);
        }

        var ready = ReadyOn();
        if (usable is null)
        {
            // Wherever they are: none that is ready is on no node.
            return ready.Count > 0 || statefulSets.Any(IsReady) || reads.StatefulSets.Fault is not null ? InsightsFact.NotSeen(reads.Nodes.Fault) : NotEverywhere(0, 1);
        }

        if (usable.Count > 0)
        {
            var covered = usable.Count(n => ready.Contains((n.Metadata.Name, IsWindows(n))) || ready.Contains((n.Metadata.Name, false)));
            return covered == usable.Count ? InsightsFact.True : NotEverywhere(covered, usable.Count);
        }

        return ready.Count > 0 || statefulSets.Any(IsReady) ? InsightsFact.True
            : (reads.DaemonSets.Fault ?? reads.StatefulSets.Fault ?? statefulSets.FirstOrDefault(s => s.IsAgent is null)?.Unread) is { } fault ? InsightsFact.NotSeen(fault)
            : NotEverywhere(0, 1);
    }

    private InsightsFact JudgeConfigured()
    {
        if (Chosen.IsRight)
        {
            return InsightsFact.True;
        }

        // Which agent there is, and which nodes, decides which configuration counts.
        var open = Installed.Unread ?? Chosen.Unread ?? (usable is null && statefulSets.Count > 0 ? reads.Nodes.Fault : null);
        return open is not null ? InsightsFact.NotSeen(open) : new(false, Chosen.Flaw, InsightsAdvice.Configure(Chosen));
    }

    private InsightsFact NotEverywhere(int ready, int nodes) =>
        new(false, ContainerInsightsCheck.Texts["NotEverywhere", ready, nodes], InsightsAdvice.CheckAgent(Chosen), MayStillComeTrue: true);

    // The nodes where an agent is ready that is configured for it: one with another purpose does not stand in. Pods are counted, not the
    // status of their owner, which can be written.
    private HashSet<(string Node, bool Windows)> ReadyOn()
    {
        var primary = Primary().ToList();
        var counted = primary.Exists(s => s.IsRight) ? primary.Where(s => s.IsRight) : primary;
        var others = daemonSets.Where(s => s.Agent?.IsWindows == true).Except(primary);
        return [.. counted.SelectMany(s => NodesOf(s, windows: false)), .. others.SelectMany(s => NodesOf(s, windows: true))];
    }

    private IEnumerable<(string Node, bool Windows)> NodesOf(AgentSetup setup, bool windows) =>
        PodsOf(setup).Select(p => p.Spec.NodeName).Where(n => n.Length > 0).Select(n => (n, windows));

    private IEnumerable<Pod> PodsOf(AgentSetup setup) => setup.Agent is { } agent ? readyPods?[agent.Metadata.Uid].Where(agent.Owns) ?? [] : [];

    private bool IsReady(AgentSetup setup) => setup.IsAgent == true && PodsOf(setup).Any();

    private static bool IsWindows(Node node) => node.Metadata.Labels.GetValueOrDefault(PodTemplateSpec.OsLabel) == "windows";
}
