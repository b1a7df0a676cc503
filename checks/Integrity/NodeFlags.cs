using EksGrader.Checks.Assignments;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Checks.Nodes;
using EksGrader.Checks.Checks.Witnesses;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Integrity;

/// <summary>What signs about nodes have in common.</summary>
internal static class NodeFlags
{
    /// <summary>Whether an assignment has a check that looks at nodes, so that a sign reads nothing more.</summary>
    public static bool AreLookedAt(Assignment assignment) => assignment.Checks.Any(c => c.Check == RuleIds.Nodes || c.Check == RuleIds.Replicas);

    /// <summary>The Ready nodes of AWS.</summary>
    public static async Task<IReadOnlyList<Node>> ReadyAsync(Cluster cluster, CancellationToken cancellationToken) =>
    [
        .. UsableNodes.LookedAt((await cluster.Kubernetes.ListAsync<Node>(cancellationToken: cancellationToken)).Items)
            .Where(n => UsableNodes.IsReady(n) && MachineId.KindOf(n) != MachineKind.Other),
    ];
}

/// <summary>
/// A Ready node whose kubelet has not written its status for long. A kubelet does every 5 minutes at least (Kubernetes, "Node heartbeats");
/// the control plane takes the word of a node that only renews its Lease.
/// </summary>
internal sealed class StaleNode : IIntegrityRule
{
    private static readonly TimeSpan Stale = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    public string Kind => "staleNode";

    /// <inheritdoc/>
    public async Task<LocalizedText?> FindAsync(Cluster cluster, Assignment assignment, CancellationToken cancellationToken)
    {
        if (!NodeFlags.AreLookedAt(assignment))
        {
            return null;
        }

        var stale = (await NodeFlags.ReadyAsync(cluster, cancellationToken))
            .Where(n => n.Status.Conditions.Any(c => c is { Type: "Ready", IsTrue: true } && !(cluster.Now - c.LastHeartbeatTime < Stale)))
            .Select(n => ShellText.Name(n.Metadata))
            .ToList();
        return stale.Count > 0 ? RuleTexts.All["Sign.StaleNode", IntegrityTexts.Join(stale)] : null;
    }
}

/// <summary>A Ready node whose kubelet is not called as those of EKS are: <c>v1.33.5-eks-…</c> (EKS, "Amazon EKS optimized AMIs").</summary>
internal sealed class StrangeNode : IIntegrityRule
{
    private const string EksBuild = "-eks-";

    /// <inheritdoc/>
    public string Kind => "strangeNode";

    /// <inheritdoc/>
    public async Task<LocalizedText?> FindAsync(Cluster cluster, Assignment assignment, CancellationToken cancellationToken)
    {
        if (!NodeFlags.AreLookedAt(assignment) || !assignment.Rules.RequireEks)
        {
            return null;
        }

        var strange = (await NodeFlags.ReadyAsync(cluster, cancellationToken))
            .Where(n => !n.Status.NodeInfo.KubeletVersion.Contains(EksBuild, StringComparison.Ordinal))
            .Select(n => $"{ShellText.Name(n.Metadata)} ({(n.Status.NodeInfo.KubeletVersion.Length > 0 ? ShellText.Name(n.Status.NodeInfo.KubeletVersion) : "-")})")
            .ToList();
        return strange.Count > 0 ? RuleTexts.All["Sign.StrangeNode", IntegrityTexts.Join(strange)] : null;
    }
}
