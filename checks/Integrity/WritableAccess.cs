using EksGrader.Checks.Assignments;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;

namespace EksGrader.Checks.Integrity;

/// <summary>The credential that was handed in can write everything: more than needed.</summary>
internal sealed class WritableAccess : IIntegrityRule
{
    /// <inheritdoc/>
    public string Kind => "writableAccess";

    /// <inheritdoc/>
    public async Task<LocalizedText?> FindAsync(Cluster cluster, Assignment assignment, CancellationToken cancellationToken) =>
        await cluster.Kubernetes.CanIAsync("*", "*", "*", cancellationToken) ? RuleTexts.All["Sign.WritableAccess"] : null;
}
