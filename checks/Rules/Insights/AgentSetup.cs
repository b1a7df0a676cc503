using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Rules.Insights;

/// <summary>
/// How the CloudWatch agent is set up: by the classic manifests (ConfigMap <c>cwagentconfig</c>), or by the add-on
/// <c>amazon-cloudwatch-observability</c>, its Helm chart or its operator (custom resource <c>AmazonCloudWatchAgent</c>, ConfigMap
/// <c>cloudwatch-agent</c>). (CloudWatch user guide, "Setting up Container Insights on Amazon EKS"; amazon-cloudwatch-agent-operator.)
/// </summary>
internal static class AgentSetup
{
    /// <summary>The namespace that both ways use.</summary>
    public const string Namespace = "amazon-cloudwatch";

    /// <summary>The DaemonSet, the custom resource and the operator's ConfigMap are all called so.</summary>
    public const string Agent = "cloudwatch-agent";

    /// <summary>The ConfigMap of the classic manifests.</summary>
    public const string ClassicConfigMap = "cwagentconfig";

    /// <summary>Its key.</summary>
    public const string ClassicKey = "cwagentconfig.json";

    /// <summary>What is wrong with the configuration; null where it is right.</summary>
    /// <param name="agent">The agent's DaemonSet; null where there is none.</param>
    /// <param name="configMaps">The ConfigMaps of the namespace.</param>
    /// <param name="resources">The custom resources of the namespace.</param>
    /// <param name="clusterName">The cluster's own name; null where it is not known.</param>
    public static LocalizedText? FlawOf(
        DaemonSet? agent, IReadOnlyList<ConfigMap> configMaps, IReadOnlyList<AmazonCloudWatchAgent> resources, string? clusterName)
    {
        var classic = Named(configMaps, ClassicConfigMap);
        var resource = resources.FirstOrDefault(r => r.Metadata.Name == Agent);
        var generated = Named(configMaps, Agent);
        var ofOperator = agent?.Metadata.OwnerReferences.Any(o => o.Kind == AmazonCloudWatchAgent.Type.Kind) == true;
        var byAddOn = ofOperator || resource is not null || generated is not null ? FlawOfAddOn(resource, generated) : null;

        // Whoever made the DaemonSet configures it. Where that cannot be told and both ways are there, either one being right is enough.
        return (ofOperator, classic, IsAddOn: resource is not null || generated is not null) switch
        {
            (true, _, _) => byAddOn,
            (_, null, true) => byAddOn,
            (_, null, false) => RuleTexts.All["Ci.NoConfig"],
            (_, { } map, true) => byAddOn is null ? null : FlawOfClassic(map, clusterName),
            (_, { } map, false) => FlawOfClassic(map, clusterName),
        };
    }

    private static LocalizedText? FlawOfClassic(ConfigMap map, string? clusterName)
    {
        if (!map.Data.TryGetValue(ClassicKey, out var configuration))
        {
            return RuleTexts.All["Ci.NoKey"];
        }

        return configuration switch
        {
            { IsJson: false } => RuleTexts.All["Ci.NotJson"],
            { HasKubernetes: false } => RuleTexts.All["Ci.NoKubernetes"],
            { ClusterName: null or "" } => null,
            { ClusterName: var name } when name.Contains("{{", StringComparison.Ordinal) => RuleTexts.All["Ci.Template", ShellText.Name(name)],
            { ClusterName: var name } when clusterName is not null && name != clusterName => RuleTexts.All["Ci.OtherName", ShellText.Name(name), ShellText.Name(clusterName)],
            _ => null,
        };
    }

    private static LocalizedText? FlawOfAddOn(AmazonCloudWatchAgent? resource, ConfigMap? generated)
    {
        IEnumerable<AgentConfiguration?> all = [resource?.Spec.Config, resource?.Spec.OtelConfig, .. generated?.Data.Values ?? []];
        return all.Any(c => c is { HasKubernetes: true } or { HasApplicationSignals: true } or { HasOtelContainerInsights: true })
            ? null
            : RuleTexts.All["Ci.NoSection"];
    }

    private static ConfigMap? Named(IReadOnlyList<ConfigMap> maps, string name) => maps.FirstOrDefault(m => m.Metadata.Name == name);
}
