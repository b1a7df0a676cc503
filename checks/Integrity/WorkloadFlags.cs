using EksGrader.Checks.Assignments;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Checks.Deletion;
using EksGrader.Checks.Checks.Replicas;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Integrity;

/// <summary>Workloads outside system namespaces that were created after the due date.</summary>
internal sealed class LateWorkload : IIntegrityRule
{
    /// <inheritdoc/>
    public string Kind => "lateWorkload";

    /// <inheritdoc/>
    public async Task<LocalizedText?> FindAsync(Cluster cluster, Assignment assignment, CancellationToken cancellationToken)
    {
        if (cluster.Target.DueAt is not { } due)
        {
            return null;
        }

        var kinds = await Task.WhenAll(
            LateAsync<Deployment>(_ => true),
            LateAsync<StatefulSet>(_ => true),
            LateAsync<ReplicaSet>(WorkloadFinder.IsBare));
        var late = kinds.SelectMany(k => k).ToList();
        return late.Count > 0 ? IntegrityRules.Texts["LateWorkload", DeletionTexts.Time(due, cluster.Target), IntegrityRules.Join(late)] : null;

        async Task<IReadOnlyList<string>> LateAsync<T>(Func<T, bool> where)
            where T : class, IKubernetesObject<T>
        {
            // One kind that cannot be read hides nothing of the others.
            var (list, _) = await OptionalRead.Of(cluster.Kubernetes.ListAsync<T>(cancellationToken: cancellationToken));
            return
            [
                .. (list?.Items ?? [])
                    .Where(o => where(o) && o.Metadata.CreationTimestamp > due && !assignment.Rules.IsSystemNamespace(o.Metadata.Namespace))
                    .Select(o => $"{T.Type.Kind} {ShellText.Name(o.Metadata)} ({DeletionTexts.Time(o.Metadata.CreationTimestamp ?? due, cluster.Target)})"),
            ];
        }
    }
}

/// <summary>
/// A workload whose status tells of more ready pods than it has pods at all. The pods count, and the status was written. Pods that are not
/// ready or are being deleted count here, so that a status that lags behind them, as in a drain, is no flag.
/// </summary>
internal sealed class StatusDiffers : IIntegrityRule
{
    /// <inheritdoc/>
    public string Kind => "statusDiffers";

    /// <inheritdoc/>
    public async Task<LocalizedText?> FindAsync(Cluster cluster, Assignment assignment, CancellationToken cancellationToken)
    {
        if (!assignment.Checks.Any(c => c.Check == ReplicasCheck.Id))
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
        return different.Count > 0 ? IntegrityRules.Texts["StatusDiffers", IntegrityRules.Join(different)] : null;
    }
}

/// <summary>The credential that was submitted can write everything: more than needed.</summary>
internal sealed class WritableAccess : IIntegrityRule
{
    /// <inheritdoc/>
    public string Kind => "writableAccess";

    /// <inheritdoc/>
    public async Task<LocalizedText?> FindAsync(Cluster cluster, Assignment assignment, CancellationToken cancellationToken) =>
        await cluster.Kubernetes.CanIAsync("*", "*", "*", cancellationToken) ? IntegrityRules.Texts["WritableAccess"] : null;
}
