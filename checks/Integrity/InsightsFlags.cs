using EksGrader.Checks.Assignments;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Checks.Insights;
using EksGrader.Checks.Checks.Witnesses;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Integrity;

/// <summary>
/// A DaemonSet whose status says that it is ready on more nodes than it has pods: an administrator can write a status. The check counts
/// the pods. Pods that are not ready count here, so that a status that lags behind them is no flag.
/// </summary>
internal sealed class AgentCounts : IIntegrityRule
{
    /// <inheritdoc/>
    public string Kind => "countsWithoutPods";

    /// <inheritdoc/>
    public async Task<LocalizedText?> FindAsync(Cluster cluster, Assignment assignment, CancellationToken cancellationToken)
    {
        // Nothing is read for a flag that no check of the assignment reads anyway.
        if (!assignment.Checks.Any(c => c.Check == ContainerInsightsCheck.Id))
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
        return claimed.Count > 0 ? IntegrityRules.Texts["CountsWithoutPods", IntegrityRules.Join(claimed)] : null;
    }
}

/// <summary>
/// The events that show that data of Container Insights arrives are all of instances that are no node of the cluster: anyone who may
/// write to the log group can put them there. A flag and no more: nodes are replaced, and events say nothing of where they come from in
/// some ways of installing. It reads nothing that the check does not read.
/// </summary>
internal sealed class ForeignLogEvents : IIntegrityRule
{
    /// <inheritdoc/>
    public string Kind => "foreignLogEvents";

    /// <inheritdoc/>
    public async Task<LocalizedText?> FindAsync(Cluster cluster, Assignment assignment, CancellationToken cancellationToken)
    {
        if (!assignment.Checks.Any(c => c.Check == ContainerInsightsCheck.Id) || InsightsData.Begin(cluster, cancellationToken) is not { } data)
        {
            return null;
        }

        var nodes = (await cluster.Kubernetes.ListAsync<Node>(cancellationToken: cancellationToken)).Items.Select(MachineId.InstanceOf).OfType<string>().ToHashSet(StringComparer.Ordinal);
        if ((await data.Usual).Answer is { NewestEvent: not null } usual && !AreForeign(usual.Instances))
        {
            return null;
        }

        // Only where they earned points; that, and which group it was, the check's own judgement tells.
        var reads = await InsightsReads.ReadAsync(cluster.Kubernetes, cancellationToken);
        var names = ConfiguredNames.Of(cluster.Target);
        var facts = new InsightsFacts(reads, names, assignment.Rules.RequireEks);
        if (!facts.Installed.Holds || InsightsData.IsSilent(facts.Chosen, reads) || !(await data.JudgeAsync(facts.Installed, facts.Chosen, names, reads)).Holds)
        {
            return null;
        }

        var (group, activity) = data.Seen[^1];
        return InsightsData.IsPerformance(group) && AreForeign(activity.Instances)
            ? IntegrityRules.Texts["ForeignLogEvents", ShellText.Name(group), IntegrityRules.Join(activity.Instances)]
            : null;

        bool AreForeign(IReadOnlyList<string> instances) => instances.Count > 0 && !instances.Any(nodes.Contains);
    }
}
