using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;

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
    public Verdict NoWorkload(IReadOnlyList<Evidence> evidence)
    {
        var bare = facts.Pods.Answer?.Items.Count(p => IsReady(p) && WorkloadFinder.ControllerOf(p.Metadata) is null) ?? 0;
        var missing = new FactRow(ReplicasCheck.Texts["Expect.Workload"], ReplicasCheck.Texts["NoWorkload"], Command: "kubectl get deployments,statefulsets,replicasets -A");
        return new FactSheet(ReplicasCheck.Facts)
        {
            [ReplicasCheck.WorkloadFact] = FactFinding.Broken(missing) with
            {
                Advice =
                [
                    .. passedOver.Take(Named).Select(TellPassedOver),
                    .. bare > 0 ? [ReplicasCheck.Texts["BarePods", bare]] : Array.Empty<LocalizedText>(),
                    ReplicasCheck.Texts["Create", Count],
                ],
            },
            Summary = missing.Seen,
            Evidence = evidence,
        }.ToVerdict();
    }

    /// <summary>The verdict by what was read.</summary>
    public Verdict Judge(IReadOnlyList<Evidence> evidence)
    {
        var unread = facts.Fault is { } fault && !IsFixed ? fault : null;
        if (Best is not { } best || (best.Share == 0 && facts.Fault is not null && facts.Pods.Answer?.Items.Any(IsReady) == false))
        {
            var none = new FactRow(ReplicasCheck.Texts["Expect.Ready", Count], ReplicasCheck.Texts["NoneReady", Count], Command: "kubectl get pods -A");
            return new FactSheet(ReplicasCheck.Facts)
            {
                [ReplicasCheck.WorkloadFact] = Best is null && facts.Fault is { } why ? FactFinding.Unread(why) : FactFinding.Held,
                [ReplicasCheck.ReadyFact] = (unread is null ? FactFinding.Broken(none) with { Advice = [ReplicasCheck.Texts["LookAtPods"]] } : FactFinding.Unread(unread)) with { MayStillComeTrue = true },
                [ReplicasCheck.NoSurplusFact] = FactFinding.LeftOut,
                [ReplicasCheck.RolloutFact] = FactFinding.LeftOut,
                Summary = none.Seen,
                Evidence = evidence,
            }.ToVerdict();
        }

        return Judge(best, unread, evidence);
    }

    private Verdict Judge(ReplicaScore best, ReadError? unread, IReadOnlyList<Evidence> evidence)
    {
        var workload = best.Workload;
        var (name, target, ns) = ($"{workload}", ReplicaFeedback.Target(workload), ReplicaFeedback.Namespace(workload));
        var isShort = best.Ready < Count;
        LocalizedText[] pods = [.. ReplicaFeedback.AboutPods(workload, nodes)];
        return new FactSheet(ReplicasCheck.Facts)
        {
            [ReplicasCheck.WorkloadFact] = FactFinding.Held,
            [ReplicasCheck.ReadyFact] = (unread is not null ? FactFinding.Unread(unread) : FactFinding.Partly(Math.Min(1, (decimal)best.Ready / Count), [.. isShort ? Missing(best) : []])) with
            {
                Advice = unread is not null ? [] : [.. !best.TooMany && workload.Asked < Count ? [ReplicaFeedback.Scale(workload, Count)] : Array.Empty<LocalizedText>(), .. pods],
                MayStillComeTrue = applications.All.Any(w => scores[w].Reachable > best.Share),
            },
            [ReplicasCheck.NoSurplusFact] = !CountParameters.IsExact(parameters) ? FactFinding.LeftOut
                : !best.TooMany ? FactFinding.Held
                : FactFinding.Broken(new FactRow(ReplicasCheck.Texts["Expect.Replicas", Count], ReplicasCheck.Texts["Expect.Replicas", workload.Asked], name, $"kubectl scale {target} -n {ns} --replicas={Count}")) with
                {
                    Advice = [ReplicaFeedback.Scale(workload, Count), .. isShort || workload.InRollout ? [] : pods],
                },
            [ReplicasCheck.RolloutFact] = workload.Kind != "Deployment" ? FactFinding.LeftOut
                : !workload.InRollout ? FactFinding.Held
                : FactFinding.Broken(new FactRow(ReplicasCheck.Texts["Expect.Rollout"], ReplicasCheck.Texts["RolloutSeen"], name, $"kubectl rollout status {target} -n {ns}")) with
                {
                    Advice = [ReplicaFeedback.Follow(workload), .. isShort ? [] : pods],
                },
            Summary = SummaryOf(best),
            Notes = best.Share == 1 ? [] : [.. passedOver.Where(applications.IsBalanced).Take(Named).Select(TellPassedOver)],
            Evidence = evidence,
        }.ToVerdict();
    }

    private IEnumerable<FactRow> Missing(ReplicaScore best)
    {
        var ns = ReplicaFeedback.Namespace(best.Workload);
        return ReplicaFeedback.Flawed(best.Workload, nodes)
            .Select(p => new FactRow(ReplicasCheck.Texts["Expect.Pod"], p.Text, $"Pod {ShellText.Name(p.Pod.Metadata)}", $"kubectl describe pod {ShellText.Word(p.Pod.Metadata.Name)} -n {ns}"))
            .Prepend(new FactRow(ReplicasCheck.Texts["Expect.Ready", Count], ReplicasCheck.Texts["ReadySeen", best.Ready], $"{best.Workload}", $"kubectl get pods -n {ns}"));
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
        var cap = tooMany ? ReplicasCheck.CapOfTooMany : 1;
        var capNow = workload.InRollout ? Math.Min(cap, ReplicasCheck.CapInRollout) : cap;
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

/// <summary>
/// Whether a verdict about replicas stands although something could not be read: an answer that cannot change it is not missed. It
/// is asked how high and how low the share could be with any answer to what is unread; the verdict stands where both are the same.
/// </summary>
/// <param name="facts">What was read; nodes that could not be read were taken to be there.</param>
/// <param name="scores">What each known candidate comes to.</param>
/// <param name="applications">Which of them are the web application by what was read.</param>
/// <param name="nodes">Where pods count.</param>
/// <param name="rules">The assignment's rules.</param>
internal sealed class ReplicaCertainty(
    WorkloadFacts facts, IReadOnlyDictionary<Workload, ReplicaScore> scores, WebApplications applications, PodNodes nodes, AssignmentRules rules)
{
    /// <summary>Whether no missing answer could change the share.</summary>
    /// <param name="share">The share by what was read.</param>
    /// <param name="count">How many replicas belong there.</param>
    public bool IsFixed(decimal share, int count)
    {
        if (facts.Pods.Answer is not { } pods)
        {
            return false;
        }

        var newcomers = facts.KindsFault is null ? null : (decimal?)Math.Min(1, (decimal)Unclaimed(pods.Items) / count);
        var high = Math.Max(share, Math.Max(newcomers ?? 0, HighestOfOtherChoices()));
        var low = facts.Nodes.Fault is not null ? 0 : LowestChoice(share, newcomers is not null);
        return high == low;
    }

    /// <summary>The most ready pods that one workload of a kind that could not be read may have.</summary>
    private int Unclaimed(IReadOnlyList<Pod> pods)
    {
        var sets = (facts.ReplicaSets.Answer?.Items ?? []).ToLookup(r => r.Metadata.Uid, StringComparer.Ordinal);
        return pods.Where(p => ReadyPods.IsReady(p) && nodes.Hold(p) && !rules.IsSystemNamespace(p.Metadata.Namespace))
            .Select(p => OwnerUnread(WorkloadFinder.ControllerOf(p.Metadata), sets))
            .OfType<string>()
            .GroupBy(uid => uid, StringComparer.Ordinal)
            .Select(g => g.Count())
            .DefaultIfEmpty(0)
            .Max();
    }

    // The workload of an unread kind that a pod may belong to; null where it belongs to none.
    private string? OwnerUnread(OwnerReference? controller, ILookup<string, ReplicaSet> sets) => controller?.Kind switch
    {
        "StatefulSet" when facts.StatefulSets.Answer is null => controller.Uid,
        "ReplicaSet" when facts.ReplicaSets.Answer is null => controller.Uid,
        "ReplicaSet" when facts.Deployments.Answer is null && sets[controller.Uid].FirstOrDefault() is { } set && !WorkloadFinder.IsOfNoDeployment(set) =>
            WorkloadFinder.ControllerOf(set.Metadata)?.Uid,
        _ => null,
    };

    private decimal HighestOfOtherChoices() => OtherChoices().Select(w => scores[w].Share).DefaultIfEmpty(0).Max();

    // What may be chosen by answers to come: anything where Services are unread, what a Service picks where Ingresses are.
    private IEnumerable<Workload> OtherChoices() =>
        facts.Services.Fault is not null ? scores.Keys
        : facts.Ingresses.Fault is not null && applications.MayLeadFurther ? scores.Keys.Where(applications.MayBeBehind)
        : [];

    private decimal LowestChoice(decimal share, bool mayBeMore)
    {
        // What is chosen stays chosen, and the best of more is no worse.
        var isSure = facts.Services.Fault is null && (facts.Ingresses.Fault is null ? applications.Chosen : WebApplications.WithAnApplication(applications.Balanced)).Count > 0;
        if (isSure)
        {
            return share;
        }

        // What hands requests on chooses nothing by itself, but where it is picked it is a candidate beside what it leads to.
        var beside = applications.Balanced.Select(w => scores[w].Share).DefaultIfEmpty(0).Max();
        var others = OtherChoices().Where(w => !WebApplications.HandsOn(w)).Select(w => Math.Max(beside, scores[w].Share)).ToList();
        var mayPickNew = facts.Services.Fault is not null || applications.MayPick || (facts.Ingresses.Fault is not null && applications.MayLeadFurther);
        return mayBeMore && mayPickNew ? beside : others.Append(share).Min();
    }
}
