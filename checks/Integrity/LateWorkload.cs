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
        if (cluster.HandIn.DueAt is not { } due)
        {
            return null;
        }

        var kinds = await Task.WhenAll(
            LateAsync<Deployment>(_ => true),
            LateAsync<StatefulSet>(_ => true),
            LateAsync<ReplicaSet>(WorkloadFinder.IsBare));
        var late = kinds.SelectMany(k => k).ToList();
        return late.Count > 0 ? RuleTexts.All["Sign.LateWorkload", DeletionTexts.Time(due, cluster.HandIn), IntegrityTexts.Join(late)] : null;

        async Task<IReadOnlyList<string>> LateAsync<T>(Func<T, bool> where)
            where T : class, IKubernetesObject<T>
        {
            // One kind that cannot be read hides nothing of the others.
            var (list, _) = await OptionalRead.Of(cluster.Kubernetes.ListAsync<T>(cancellationToken: cancellationToken));
            return
            [
                .. (list?.Items ?? [])
                    .Where(o => where(o) && o.Metadata.CreationTimestamp > due && !assignment.Rules.IsSystemNamespace(o.Metadata.Namespace))
                    .Select(o => $"{T.Type.Kind} {ShellText.Name(o.Metadata)} ({DeletionTexts.Time(o.Metadata.CreationTimestamp ?? due, cluster.HandIn)})"),
            ];
        }
    }
}
