using EksGrader.Checks.Assignments;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Checks.Nodes;
using EksGrader.Checks.Checks.Witnesses;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Integrity;

/// <summary>
/// A node whose instance carries the tags of other clusters alone, or is called otherwise than the node. A sign and no more: custom host
/// names exist, and self-managed instances carry what their owners like. Names made of the instance id (Auto Mode, resource names) match.
/// </summary>
internal sealed class InstanceDiffers : IIntegrityRule
{
    /// <inheritdoc/>
    public string Kind => "instanceDiffers";

    /// <inheritdoc/>
    public async Task<LocalizedText?> FindAsync(Cluster cluster, Assignment assignment, CancellationToken cancellationToken)
    {
        // What no check of the assignment asks AWS for is not asked for a sign.
        if (cluster.Aws is not { } aws || !NodeFlags.AreLookedAt(assignment))
        {
            return null;
        }

        var nodes = UsableNodes.LookedAt((await cluster.Kubernetes.ListAsync<Node>(cancellationToken: cancellationToken)).Items);
        var answers = await Task.WhenAll(NodeWitness.InstancesAtOnce(nodes).Select(some => aws.FindInstancesAsync(some, cancellationToken)));
        var instances = answers.SelectMany(a => a.Items).ToLookup(i => i.Id, StringComparer.Ordinal);
        var different = nodes
            .Select(n => (Node: n, Instance: MachineId.InstanceOf(n) is { } id ? instances[id].FirstOrDefault() : null))
            .Where(n => n.Instance is { } instance && (IsOfOthers(instance, cluster.HandIn.ClusterName) || !IsCalled(n.Node.Metadata.Name, instance)))
            .Select(n => $"{ShellText.Name(n.Node.Metadata)} → {n.Instance?.Id}")
            .ToList();
        return different.Count > 0 ? RuleTexts.All["Sign.InstanceDiffers", IntegrityTexts.Join(different)] : null;
    }

    private static bool IsOfOthers(AwsInstance instance, string? cluster) =>
        cluster is not null && instance.Clusters.Count > 0 && !instance.Clusters.Contains(cluster, StringComparer.Ordinal);

    private static bool IsCalled(string node, AwsInstance instance) =>
        instance.PrivateDnsName.Length == 0
        || string.Equals(node, instance.PrivateDnsName, StringComparison.OrdinalIgnoreCase)
        || string.Equals(node, instance.Id, StringComparison.Ordinal)
        || node.StartsWith($"{instance.Id}.", StringComparison.Ordinal);
}
