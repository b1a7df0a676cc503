using EksGrader.Checks.Assignments;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Checks.Replicas;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;

namespace EksGrader.Checks.Integrity;

/// <summary>
/// A workload whose status tells of more ready pods than it has pods at all. The pods count, and the status was written. Pods that are not
/// ready or are being deleted count here, so that a status that lags behind them, as in a drain, is no sign.
/// </summary>
internal sealed class StatusDiffers : IIntegrityRule
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
            .Where(w => w.Told > w.Pods.Count)
            .Select(w => $"{w} ({w.Told} > {w.Pods.Count})")
            .ToList();
        return different.Count > 0 ? RuleTexts.All["Sign.StatusDiffers", IntegrityTexts.Join(different)] : null;
    }
}
