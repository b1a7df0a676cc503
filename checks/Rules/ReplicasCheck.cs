using EksGrader.Checks.Clusters;
using EksGrader.Checks.Rules.Workloads;

namespace EksGrader.Checks.Rules;

/// <summary>Asks for a number of ready replicas of the web application.</summary>
public sealed class ReplicasCheck : ICheck
{
    /// <inheritdoc/>
    public CheckInfo Info { get; } = RuleDocs.Describe(RuleIds.Replicas, MatchParameter.Declare(RuleIds.Replicas), WorkloadFacts.Reads);

    /// <inheritdoc/>
    public async ValueTask<Verdict> JudgeAsync(Cluster cluster, CheckParameters parameters, CancellationToken cancellationToken)
    {
        var facts = await WorkloadFacts.ReadAsync(cluster.Kubernetes, cancellationToken);
        var candidates = new WorkloadFinder(facts, parameters.Rules).Find();
        if (JudgeNothing(facts, candidates, parameters) is { } nothing)
        {
            return nothing with { Evidence = ReplicaEvidence.OfPods(facts, cluster.Now) };
        }

        var (best, verdict) = Judge(facts, candidates, parameters);
        var evidence = ReplicaEvidence.Of(best?.Workload, facts, cluster.Now);
        return facts.Fault is { } fault && !ReplicaCertainty.IsFixed(verdict, facts, candidates)
            ? Attempt.Unknown(fault, evidence, verdict.MayStillComeTrue)
            : verdict with { Evidence = evidence };
    }

    /// <summary>The verdict where there is nothing to count: no workload, or no ready pod, whatever could not be read; null otherwise.</summary>
    private static Verdict? JudgeNothing(WorkloadFacts facts, IReadOnlyList<Workload> candidates, CheckParameters parameters)
    {
        var count = parameters.Number(MatchParameter.Count);
        var pods = facts.Pods.Answer?.Items.Where(p => !parameters.Rules.IsSystemNamespace(p.Metadata.Namespace)).ToList();
        if (facts.KindsFault is null && candidates.Count == 0)
        {
            var bare = pods?.Count(p => ReadyPods.IsReady(p) && WorkloadFinder.ControllerOf(p.Metadata) is null) ?? 0;
            LocalizedText create = RuleTexts.All["Replicas.Create", count];
            return Verdict.Failed(RuleTexts.All["Replicas.NoWorkload"]) with
            {
                Feedback = bare > 0 ? [RuleTexts.All["Replicas.BarePods", bare], create] : [create],
            };
        }

        return facts.Fault is not null && pods is not null && !pods.Any(ReadyPods.IsReady)
            ? Verdict.Failed(RuleTexts.All["Replicas.NoneReady", count]) with
            {
                Feedback = [RuleTexts.All["Replicas.LookAtPods"]],
                MayStillComeTrue = true,
            }
            : null;
    }

    private static (ReplicaScore? Best, Verdict Verdict) Judge(WorkloadFacts facts, IReadOnlyList<Workload> candidates, CheckParameters parameters)
    {
        var count = parameters.Number(MatchParameter.Count);
        var applications = WebApplications.Among(
            candidates, facts.Services.Answer?.Items ?? [], facts.Ingresses.Answer?.Items ?? [], parameters.Rules);
        var nodes = facts.ExistingNodes;
        var scores = applications.Select(w => ReplicaScore.Of(w, count, MatchParameter.IsExact(parameters), nodes)).ToList();
        if (scores.Count == 0)
        {
            return (null, Verdict.Failed(RuleTexts.All["Replicas.NoWorkload"]));
        }

        var best = ReplicaScore.Best(scores);
        var verdict = Verdict.OfShare(best.Share, Summary(best, count));
        return (best, verdict with
        {
            Feedback = verdict.Outcome == Outcome.Passed ? [] : [.. ReplicaFeedback.For(best, count, nodes)],
            MayStillComeTrue = verdict.Outcome != Outcome.Passed && scores.Any(s => s.Reachable > best.Share),
        });
    }

    private static LocalizedText Summary(ReplicaScore best, int count) => best.TooMany
        ? RuleTexts.All["Replicas.TooMany", best.Ready, best.Workload.Asked, count, best.Workload]
        : RuleTexts.All["Replicas.Seen", best.Ready, count, best.Workload];
}
