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
            w => w, w => ReplicaScore.Of(w, Count, MatchParameter.IsExact(parameters), nodes), (IEqualityComparer<Workload>)ReferenceEqualityComparer.Instance);
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

    private int Count => parameters.Number(MatchParameter.Count);

    /// <summary>The same with other nodes.</summary>
    public ReplicaJudgement On(PodNodes others) => new(facts, passedOver, others, parameters, applications, scores.Keys);

    /// <summary>There is no workload.</summary>
    public Verdict NoWorkload()
    {
        var bare = facts.Pods.Answer?.Items.Count(p => IsReady(p) && WorkloadFinder.ControllerOf(p.Metadata) is null) ?? 0;
        return Verdict.Failed(RuleTexts.All["Replicas.NoWorkload"]) with
        {
            Feedback =
            [
                .. passedOver.Take(Named).Select(TellPassedOver),
                .. bare > 0 ? [RuleTexts.All["Replicas.BarePods", bare]] : Array.Empty<LocalizedText>(),
                RuleTexts.All["Replicas.Create", Count],
            ],
        };
    }

    /// <summary>The verdict by what was read.</summary>
    public Verdict Judge()
    {
        if (Best is not { } best || (best.Share == 0 && facts.Fault is not null && facts.Pods.Answer?.Items.Any(IsReady) == false))
        {
            return Verdict.Failed(RuleTexts.All["Replicas.NoneReady", Count]) with { Feedback = [RuleTexts.All["Replicas.LookAtPods"]], MayStillComeTrue = true };
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
        RuleTexts.All["Replicas.PassedOver", workload, ShellText.Name(workload.Metadata.Namespace)];

    private bool IsReady(Pod pod) => ReadyPods.IsReady(pod) && !parameters.Rules.IsSystemNamespace(pod.Metadata.Namespace);

    private LocalizedText SummaryOf(ReplicaScore best) => best.TooMany
        ? RuleTexts.All["Replicas.TooMany", best.Ready, best.Workload.Asked, Count, best.Workload]
        : RuleTexts.All["Replicas.Seen", best.Ready, Count, best.Workload];
}
