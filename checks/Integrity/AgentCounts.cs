using EksGrader.Checks.Assignments;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Integrity;

/// <summary>
/// A DaemonSet whose status says that it is ready on more nodes than it has pods: an administrator can write a status. The check counts
/// the pods. Pods that are not ready count here, so that a status that lags behind them is no sign.
/// </summary>
internal sealed class AgentCounts : IIntegrityRule
{
    /// <inheritdoc/>
    public string Kind => "countsWithoutPods";

    /// <inheritdoc/>
    public async Task<LocalizedText?> FindAsync(Cluster cluster, Assignment assignment, CancellationToken cancellationToken)
    {
        // Nothing is read for a sign that no check of the assignment reads anyway.
        if (!assignment.Checks.Any(c => c.Check == RuleIds.ContainerInsights))
        {
            return null;
        }

        var sets = cluster.Kubernetes.ListAsync<DaemonSet>(cancellationToken: cancellationToken);
        var pods = OptionalRead.Of(cluster.Kubernetes.ListAsync<Pod>(cancellationToken: cancellationToken));
        await Task.WhenAll(sets, pods);
        if ((await pods).Answer is not { } all)
        {
            return null;
        }

        var owned = all.Items.SelectMany(p => p.Metadata.OwnerReferences).GroupBy(o => o.Uid, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        var claimed = (await sets).Items
            .Where(d => !d.Metadata.IsBeingDeleted && d.Status.NumberReady > owned.GetValueOrDefault(d.Metadata.Uid))
            .Select(d => $"{ShellText.Name(d.Metadata)}: {d.Status.NumberReady} > {owned.GetValueOrDefault(d.Metadata.Uid)}")
            .ToList();
        return claimed.Count > 0 ? RuleTexts.All["Sign.CountsWithoutPods", IntegrityTexts.Join(claimed)] : null;
    }
}
