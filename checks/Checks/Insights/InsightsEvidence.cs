using System.Globalization;
using System.Text;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Checks.Insights;

/// <summary>What was seen of Container Insights.</summary>
internal static class InsightsEvidence
{
    private const int InstancesShown = 5;

    /// <summary>The agents in their namespaces, and what the configurations say. Their text is never kept: it may hold anything.</summary>
    public static IEnumerable<Evidence> OfCluster(InsightsReads reads, InsightsFacts facts, string? clusterName, DateTimeOffset seenAt)
    {
        var namespaces = facts.Agents.Select(a => a.Metadata.Namespace).Distinct(StringComparer.Ordinal).DefaultIfEmpty(AgentSetup.UsualNamespace).ToList();
        foreach (var ns in namespaces)
        {
            if (reads.DaemonSets.Answer is { } sets)
            {
                yield return new Evidence($"kubectl get daemonsets -n {ShellText.Word(ns)}", TablePrinter.Print(sets, d => d.Metadata.Namespace == ns), seenAt);
            }

            if (reads.StatefulSets.Answer is { } stateful && facts.Agents.Any(a => a.IsStatefulSet && a.Metadata.Namespace == ns))
            {
                yield return new Evidence($"kubectl get statefulsets -n {ShellText.Word(ns)}", TablePrinter.Print(stateful, s => s.Metadata.Namespace == ns), seenAt);
            }

            if (reads.Pods.Answer is { } pods && facts is { Installed.Holds: true, Running.Holds: false })
            {
                yield return new Evidence($"kubectl get pods -n {ShellText.Word(ns)} -o wide", TablePrinter.Print(pods, p => p.Metadata.Namespace == ns, wide: true), seenAt);
            }
        }

        if (Configurations(reads) is { } said)
        {
            yield return new Evidence(
                $"kubectl get configmaps,amazoncloudwatchagents -A -o yaml (what they say, not the text)",
                $"cluster: {ShellText.Name(clusterName ?? "(name not known)")}\n{said}",
                seenAt);
        }
    }

    /// <summary>What a log group received.</summary>
    public static Evidence OfLogs(string logGroup, AwsLogActivity activity, DateTimeOffset seenAt) => new(
        $"aws logs filter-log-events --log-group-name {ShellText.Word(logGroup)}",
        activity switch
        {
            { Exists: false } => "ResourceNotFoundException\n",
            { NewestEvent: { } at } => $"event at {at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC{OfInstances(activity.Instances)}\n",
            _ => "no event of the last 15 minutes\n",
        },
        seenAt);

    private static string OfInstances(IReadOnlyList<string> instances) =>
        instances.Count > 0 ? $" of {string.Join(", ", instances.Take(InstancesShown).Select(ShellText.Name))}{(instances.Count > InstancesShown ? ", …" : "")}" : "";

    private static string? Configurations(InsightsReads reads)
    {
        if (reads.Resources.Answer is null && reads.ConfigMaps.Values.All(m => m.Answer is null))
        {
            return null;
        }

        var text = new StringBuilder();
        foreach (var map in reads.ConfigMaps.Values.SelectMany(m => m.Answer?.Items ?? []))
        {
            foreach (var (key, configuration) in map.Data)
            {
                Append(text, $"configmap {ShellText.Name(map.Metadata)} {ShellText.Name(key)}", configuration);
            }
        }

        foreach (var resource in reads.Resources.Answer?.Items ?? [])
        {
            Append(text, $"amazoncloudwatchagent {ShellText.Name(resource.Metadata)} config", resource.Spec.Config);
            Append(text, $"amazoncloudwatchagent {ShellText.Name(resource.Metadata)} otelConfig", resource.Spec.OtelConfig);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, string what, AgentConfiguration? said)
    {
        if (said is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"{what}: json={said.IsJson} kubernetes={said.HasKubernetes} application_signals={said.HasApplicationSignals}");
            text.Append(CultureInfo.InvariantCulture, $" awscontainerinsightreceiver={said.HasReceiver} otel={said.HasOtelContainerInsights} otel_logs={said.HasOtelLogs}");
            text.Append(CultureInfo.InvariantCulture, $" cluster_name={ShellText.Name(said.ClusterName ?? "-")} region={ShellText.Name(said.Region ?? "-")}\n");
        }
    }
}
