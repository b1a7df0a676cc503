using EksGrader.Checks.Assignments;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Checks.Nodes;
using EksGrader.Checks.Checks.Replicas;
using EksGrader.Checks.Checks.Witnesses;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Integrity;

/// <summary>What flags about nodes have in common.</summary>
internal static class NodeFlags
{
    /// <summary>Whether an assignment has a check that reads nodes, so that a flag reads nothing more.</summary>
    public static bool AreGraded(Assignment assignment) => assignment.Checks.Any(c => c.Check == NodesCheck.Id || c.Check == ReplicasCheck.Id);

    /// <summary>The Ready nodes of AWS.</summary>
    public static async Task<IReadOnlyList<Node>> ReadyAsync(Cluster cluster, CancellationToken cancellationToken) =>
    [
        .. UsableNodes.Considered((await cluster.Kubernetes.ListAsync<Node>(cancellationToken: cancellationToken)).Items)
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
        if (!NodeFlags.AreGraded(assignment))
        {
            return null;
        }

        var stale = (await NodeFlags.ReadyAsync(cluster, cancellationToken))
            .Where(n => n.Status.Conditions.Any(c => c is { Type: "Ready", IsTrue: true } && !(cluster.Now - c.LastHeartbeatTime < Stale)))
            .Select(n => ShellText.Name(n.Metadata))
            .ToList();
        return stale.Count > 0 ? IntegrityRules.Texts["StaleNode", IntegrityRules.Join(stale)] : null;
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
        if (!NodeFlags.AreGraded(assignment) || !assignment.Rules.RequireEks)
        {
            return null;
        }

        var strange = (await NodeFlags.ReadyAsync(cluster, cancellationToken))
            .Where(n => !n.Status.NodeInfo.KubeletVersion.Contains(EksBuild, StringComparison.Ordinal))
            .Select(n => $"{ShellText.Name(n.Metadata)} ({(n.Status.NodeInfo.KubeletVersion.Length > 0 ? ShellText.Name(n.Status.NodeInfo.KubeletVersion) : "-")})")
            .ToList();
        return strange.Count > 0 ? IntegrityRules.Texts["StrangeNode", IntegrityRules.Join(strange)] : null;
    }
}

/// <summary>
/// A node whose instance carries the tags of other clusters alone, or is called otherwise than the node. A flag and no more: custom host
/// names exist, and self-managed instances carry what their owners like. Names made of the instance id (Auto Mode, resource names) match.
/// </summary>
internal sealed class InstanceDiffers : IIntegrityRule
{
    /// <inheritdoc/>
    public string Kind => "instanceDiffers";

    /// <inheritdoc/>
    public async Task<LocalizedText?> FindAsync(Cluster cluster, Assignment assignment, CancellationToken cancellationToken)
    {
        // What no check of the assignment asks AWS for is not asked for a flag.
        if (cluster.Aws is not { } aws || !NodeFlags.AreGraded(assignment))
        {
            return null;
        }

        var nodes = UsableNodes.Considered((await cluster.Kubernetes.ListAsync<Node>(cancellationToken: cancellationToken)).Items);
        var answers = await Task.WhenAll(NodeWitness.InstancesAtOnce(nodes).Select(some => aws.FindInstancesAsync(some, cancellationToken)));
        var instances = answers.SelectMany(a => a.Items).ToLookup(i => i.Id, StringComparer.Ordinal);
        var different = nodes
            .Select(n => (Node: n, Instance: MachineId.InstanceOf(n) is { } id ? instances[id].FirstOrDefault() : null))
            .Where(n => n.Instance is { } instance && (IsOfOthers(instance, cluster.Target.ClusterName) || !IsCalled(n.Node.Metadata.Name, instance)))
            .Select(n => $"{ShellText.Name(n.Node.Metadata)} → {n.Instance?.Id}")
            .ToList();
        return different.Count > 0 ? IntegrityRules.Texts["InstanceDiffers", IntegrityRules.Join(different)] : null;
    }

    private static bool IsOfOthers(AwsInstance instance, string? cluster) =>
        cluster is not null && instance.Clusters.Count > 0 && !instance.Clusters.Contains(cluster, StringComparer.Ordinal);

    private static bool IsCalled(string node, AwsInstance instance) =>
        instance.PrivateDnsName.Length == 0
        || string.Equals(node, instance.PrivateDnsName, StringComparison.OrdinalIgnoreCase)
        || string.Equals(node, instance.Id, StringComparison.Ordinal)
        || node.StartsWith($"{instance.Id}.", StringComparison.Ordinal);
}

/// <summary>Two Ready nodes of one machine: a kubelet keeps one Node Ready, so the other was written.</summary>
internal sealed class SameMachineTwice : IIntegrityRule
{
    /// <inheritdoc/>
    public string Kind => "sameMachine";

    /// <inheritdoc/>
    public async Task<LocalizedText?> FindAsync(Cluster cluster, Assignment assignment, CancellationToken cancellationToken)
    {
        if (!NodeFlags.AreGraded(assignment))
        {
            return null;
        }

        var repeated = SameMachine.Repeated(SameMachine.OldestFirst(await NodeFlags.ReadyAsync(cluster, cancellationToken)))
            .Select(n => ShellText.Name(n.Metadata))
            .Order(StringComparer.Ordinal)
            .ToList();
        return repeated.Count > 0 ? IntegrityRules.Texts["SameMachine", IntegrityRules.Join(repeated)] : null;
    }
}
