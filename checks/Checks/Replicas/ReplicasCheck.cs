using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;

namespace EksGrader.Checks.Checks.Replicas;

/// <summary>Asks for a number of ready replicas of the web application, on nodes that AWS knows.</summary>
public sealed class ReplicasCheck : ICheck
{
    /// <inheritdoc/>
    public CheckInfo Info { get; } = RuleDocs.Describe(RuleIds.Replicas, MatchParameter.Declare(RuleIds.Replicas), WorkloadFacts.Reads);

    /// <inheritdoc/>
    public async ValueTask<Verdict> JudgeAsync(Cluster cluster, CheckParameters parameters, CancellationToken cancellationToken)
    {
        var facts = await WorkloadFacts.ReadAsync(cluster.Kubernetes, cancellationToken);
        var finder = new WorkloadFinder(facts, parameters.Rules);
        var candidates = finder.Find();
        var nodes = PodNodes.ByTheirWord(facts.Nodes.Answer);
        var judgement = new ReplicaJudgement(facts, candidates, finder.FindPassedOver(), nodes, parameters);
        if (facts.KindsFault is null && candidates.Count == 0)
        {
            return nodes.Judge(cluster, judgement.NoWorkload() with { Evidence = ReplicaEvidence.OfPods(facts, cluster.Now) }, [], parameters.Rules);
        }

        // AWS is asked about nodes where points rest on them.
        if (judgement.Share > 0)
        {
            nodes = await PodNodes.ConfirmedAsync(cluster, facts.Nodes.Answer, cancellationToken);
            judgement = judgement.On(nodes);
        }

        var verdict = judgement.Judge();
        IReadOnlyList<Evidence> evidence = [.. ReplicaEvidence.Of(judgement.Best?.Workload, facts, cluster.Now), .. nodes.Evidence];
        return facts.Fault is { } fault && !judgement.IsFixed
            ? OptionalRead.Unknown(fault, evidence, verdict.MayStillComeTrue)
            : nodes.Judge(cluster, verdict with { Evidence = evidence }, judgement.CountedPods, parameters.Rules);
    }
}
