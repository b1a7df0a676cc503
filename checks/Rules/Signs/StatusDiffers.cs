using EksGrader.Checks.Assignments;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Rules.Workloads;

namespace EksGrader.Checks.Rules.Signs;

/// <summary>A workload whose status tells of more ready pods than there are. The pods count, and the status was written.</summary>
internal sealed class StatusDiffers : ISignOfTrouble
{
    /// <inheritdoc/>
    public string Kind => "statusDiffers";

    /// <inheritdoc/>
    public async Task<LocalizedText?> FindAsync(Cluster cluster, Assignment assignment, CancellationToken cancellationToken)
    {
        if (!assignment.Checks.Any(c => c.Check == RuleIds.Replicas))
        {
            return null;
        }

        var facts = await WorkloadFacts.ReadAsync(cluster.Kubernetes, cancellationToken);
        if (facts.Pods.Answer is null || facts.ReplicaSets.Answer is null)
        {
            return null;
        }

        var different = new WorkloadFinder(facts, assignment.Rules).Find()
            .Select(w => (Workload: w, Ready: w.Pods.Count(ReadyPods.IsReady)))
            .Where(w => w.Workload.Told > w.Ready)
            .Select(w => $"{w.Workload} ({w.Workload.Told} > {w.Ready})")
            .ToList();
        return different.Count > 0 ? RuleTexts.All["Sign.StatusDiffers", SignTexts.Join(different)] : null;
    }
}
