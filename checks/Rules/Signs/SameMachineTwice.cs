using EksGrader.Checks.Assignments;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Rules.Nodes;

namespace EksGrader.Checks.Rules.Signs;

/// <summary>Two Ready nodes of one machine: a kubelet keeps one Node Ready, so the other was written.</summary>
internal sealed class SameMachineTwice : ISignOfTrouble
{
    /// <inheritdoc/>
    public string Kind => "sameMachine";

    /// <inheritdoc/>
    public async Task<LocalizedText?> FindAsync(Cluster cluster, Assignment assignment, CancellationToken cancellationToken)
    {
        if (!NodeSigns.AreLookedAt(assignment))
        {
            return null;
        }

        var repeated = SameMachine.Repeated(SameMachine.OldestFirst(await NodeSigns.ReadyAsync(cluster, cancellationToken)))
            .Select(n => ShellText.Name(n.Metadata))
            .Order(StringComparer.Ordinal)
            .ToList();
        return repeated.Count > 0 ? RuleTexts.All["Sign.SameMachine", SignTexts.Join(repeated)] : null;
    }
}
