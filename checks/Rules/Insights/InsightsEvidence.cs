using System.Globalization;
using System.Text;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Rules.Insights;

/// <summary>What was seen of Container Insights.</summary>
internal static class InsightsEvidence
{
    /// <summary>The DaemonSets, and what the configurations say. Their text is never kept: it may hold anything.</summary>
    public static IEnumerable<Evidence> OfCluster(
        Attempt<ObjectList<DaemonSet>> sets,
        Attempt<ObjectList<ConfigMap>> maps,
        Attempt<ObjectList<AmazonCloudWatchAgent>> resources,
        string? clusterName,
        DateTimeOffset seenAt)
    {
        if (sets.Answer is { } seenSets)
        {
            yield return new Evidence($"kubectl get daemonsets -n {AgentSetup.Namespace}", TablePrinter.Print(seenSets), seenAt);
        }

        if (maps.Answer is null && resources.Answer is null)
        {
            yield break;
        }

        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"cluster: {ShellText.Name(clusterName ?? "(name not known)")}\n");
        foreach (var map in (maps.Answer?.Items ?? []).Where(m => m.Metadata.Name is AgentSetup.ClassicConfigMap or AgentSetup.Agent))
        {
            foreach (var (key, configuration) in map.Data)
            {
                Append(text, $"configmap/{map.Metadata.Name} {ShellText.Name(key)}", configuration);
            }
        }

        foreach (var resource in (resources.Answer?.Items ?? []).Where(r => r.Metadata.Name == AgentSetup.Agent))
        {
            Append(text, $"amazoncloudwatchagent/{resource.Metadata.Name} config", resource.Spec.Config);
            Append(text, $"amazoncloudwatchagent/{resource.Metadata.Name} otelConfig", resource.Spec.OtelConfig);
        }

        yield return new Evidence($"kubectl get configmaps,amazoncloudwatchagents -n {AgentSetup.Namespace} -o yaml (what it says, not the text)", text.ToString(), seenAt);
    }

    /// <summary>What the log group received.</summary>
    public static Evidence OfLogs(string logGroup, AwsLogActivity activity, DateTimeOffset seenAt) => new(
        $"aws logs filter-log-events --log-group-name {ShellText.Word(logGroup)}",
        activity switch
        {
            { Exists: false } => "ResourceNotFoundException\n",
            { NewestEvent: { } at } => $"event at {at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC\n",
            _ => "no event of the last 15 minutes\n",
        },
        seenAt);

    private static void Append(StringBuilder text, string what, AgentConfiguration? configuration)
    {
        if (configuration is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"{what}: json={configuration.IsJson} kubernetes={configuration.HasKubernetes} application_signals={configuration.HasApplicationSignals} otel={configuration.HasOtelContainerInsights} cluster_name={ShellText.Name(configuration.ClusterName ?? "-")}\n");
        }
    }
}
