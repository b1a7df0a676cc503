using EksGrader.Checks.Assignments;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Checks.Nodes;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Integrity;

/// <summary>Two Ready nodes of one machine: a kubelet keeps one Node Ready, so the other was written.</summary>
internal sealed class SameMachineTwice : IIntegrityRule
{
    /// <inheritdoc/>
    public string Kind => "sameMachine";

    /// <inheritdoc/>
    public async Task<LocalizedText?> FindAsync(Cluster cluster, Assignment assignment, CancellationToken cancellationToken)
    {
        if (!NodeFlags.AreLookedAt(assignment))
        {
            return null;
        }

        var repeated = SameMachine.Repeated(SameMachine.OldestFirst(await NodeFlags.ReadyAsync(cluster, cancellationToken)))
            .Select(n => ShellText.Name(n.Metadata))
            .Order(StringComparer.Ordinal)
            .ToList();
        return repeated.Count > 0 ? RuleTexts.All["Sign.SameMachine", IntegrityTexts.Join(repeated)] : null;
    }
}
