using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Checks.Replicas;

/// <summary>What the rule about replicas makes of what was read.</summary>
internal sealed class ReplicaJudgement
{
    private const int Named = 3;

    private readonly WorkloadFacts facts;
    private readonly IReadOnlyList<Workload> passedOver;
    private readonly PodNodes nodes;
    private readonly CheckParameters parameters;
    private readonly WebApplications applications;
    private readonly Dictionary<Workload, ReplicaScore> scores;

    /// <summary>Judges.</summary>
    /// <param name="facts">What was read.</param>
    /// <param name="candidates">The workloads of the student.</param>
    /// <param name="passedOver">Workloads of system namespaces.</param>
    /// <param name="nodes">Where pods count.</param>
    /// <param name="parameters">The assignment's parameters.</param>
    public ReplicaJudgement(WorkloadFacts facts, IReadOnlyList<Workload> candidates, IReadOnlyList<Workload> passedOver, PodNodes nodes, CheckParameters parameters)
        : this(facts, passedOver, nodes, parameters, new WebApplications(
            candidates, facts.Services.Answer?.Items ?? [], facts.Ingresses.Answer?.Items ?? [], facts.Pods.Answer?.Items ?? [], parameters.Rules), candidates)
    {
    }

    private ReplicaJudgement(
        WorkloadFacts facts, IReadOnlyList<Workload> passedOver, PodNodes nodes, CheckParameters parameters, WebApplications applications, IEnumerable<Workload> candidates)
    {
        this.facts = facts;
        this.passedOver = passedOver;
        this.nodes = nodes;
        this.parameters = parameters;
        this.applications = applications;
        scores = candidates.ToDictionary(
            w => w, w => ReplicaScore.Of(w, Count, CountParameters.IsExact(parameters), nodes), (IEqualityComparer<Workload>)ReferenceEqualityComparer.Instance);
        Best = applications.All.Count > 0 ? ReplicaScore.Best(applications.All.Select(w => scores[w])) : null;
    }

    /// <summary>The workload that counts; null where none is known.</summary>
    public ReplicaScore? Best { get; }

    /// <summary>The share by what was read.</summary>
    public decimal Share => Best?.Share ?? 0;

    /// <summary>The pods that count.</summary>
    public IEnumerable<Pod> CountedPods => Best?.Workload.CurrentPods.Where(p => ReadyPods.IsReady(p) && nodes.Hold(p)) ?? [];

    /// <summary>Whether nothing that could not be read could change the share.</summary>
    public bool IsFixed => new ReplicaCertainty(facts, scores, applications, nodes, parameters.Rules).IsFixed(Share, Count);

    private int Count => parameters.Number(CountParameters.Count);

    /// <summary>The same with other nodes.</summary>
    public ReplicaJudgement On(PodNodes others) => new(facts, passedOver, others, parameters, applications, scores.Keys);

    /// <summary>There is no workload.</summary>
    public Verdict NoWorkload()
    {
        var bare = facts.Pods.Answer?.Items.Count(p => IsReady(p) && WorkloadFinder.ControllerOf(p.Metadata) is null) ?? 0;
        return Verdict.Failed(ReplicasCheck.Texts["NoWorkload"]) with
        {
            Feedback =
            [
                .. passedOver.Take(Named).Select(TellPassedOver),
                .. bare > 0 ? [ReplicasCheck.Texts["BarePods", bare]] : Array.Empty<LocalizedText>(),
                ReplicasCheck.Texts["Create", Count],
            ],
        };
    }

    /// <summary>The verdict by what was read.</summary>
    public Verdict Judge()
    {
        if (Best is not { } best || (best.Share == 0 && facts.Fault is not null && facts.Pods.Answer?.Items.Any(IsReady) == false))
        {
            return Verdict.Failed(ReplicasCheck.Texts["NoneReady", Count]) with { Feedback = [ReplicasCheck.Texts["LookAtPods"]], MayStillComeTrue = true };
        }

        var verdict = Verdict.OfShare(best.Share, SummaryOf(best));
        return verdict.Outcome == Outcome.Passed
            ? verdict
            : verdict with
            {
                Feedback = [.. ReplicaFeedback.For(best, Count, nodes), .. passedOver.Where(applications.IsBalanced).Take(Named).Select(TellPassedOver)],
                MayStillComeTrue = applications.All.Any(w => scores[w].Reachable > best.Share),
            };
    }

    private static LocalizedText TellPassedOver(Workload workload) =>
        ReplicasCheck.Texts["PassedOver", workload, ShellText.Name(workload.Metadata.Namespace)];

    private bool IsReady(Pod pod) => ReadyPods.IsReady(pod) && !parameters.Rules.IsSystemNamespace(pod.Metadata.Namespace);

    private LocalizedText SummaryOf(ReplicaScore best) => best.TooMany
        ? ReplicasCheck.Texts["TooMany", best.Ready, best.Workload.Asked, Count, best.Workload]
        : ReplicasCheck.Texts["Seen", best.Ready, Count, best.Workload];
}

/// <summary>How far one workload fulfils the rule.</summary>
/// <param name="Workload">The workload.</param>
/// <param name="Ready">Its ready replicas.</param>
/// <param name="Share">The share of the points.</param>
/// <param name="Reachable">The share once everything that its specification asks for is ready.</param>
internal sealed record ReplicaScore(Workload Workload, int Ready, decimal Share, decimal Reachable)
{
    private const decimal CapOfTooMany = 0.5m;
    private const decimal CapInRollout = 0.5m;

    /// <summary>Whether it asks for more than belongs there.</summary>
    public bool TooMany { get; private init; }

    /// <summary>Scores a workload.</summary>
    /// <param name="workload">The workload.</param>
    /// <param name="count">How many replicas belong there.</param>
    /// <param name="exact">Whether more is too many.</param>
    /// <param name="nodes">Where pods count.</param>
    public static ReplicaScore Of(Workload workload, int count, bool exact, PodNodes nodes)
    {
        var ready = workload.CurrentPods.Count(p => ReadyPods.IsReady(p) && nodes.Hold(p));
        var tooMany = exact && workload.Asked > count;
        var cap = tooMany ? CapOfTooMany : 1;
        var capNow = workload.InRollout ? Math.Min(cap, CapInRollout) : cap;
        return new ReplicaScore(
            workload,
            ready,
            Math.Min(capNow, (decimal)ready / count),
            Math.Min(cap, (decimal)workload.Asked / count))
        {
            TooMany = tooMany,
        };
    }

    /// <summary>The best: highest share, then the oldest, then namespace and name.</summary>
    public static ReplicaScore Best(IEnumerable<ReplicaScore> scores) => scores
        .OrderByDescending(s => s.Share)
        .ThenBy(s => s.Workload.Metadata.CreationTimestamp ?? DateTimeOffset.MaxValue)
        .ThenBy(s => s.Workload.Metadata.ToString(), StringComparer.Ordinal)
        .First();
}
