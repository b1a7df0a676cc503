using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Checks.Insights;

/// <summary>How an agent is installed: what its configuration is called, and so which advice fits.</summary>
internal enum SetupKind
{
    /// <summary>The quick start's manifests, or the chart <c>aws-cloudwatch-metrics</c>: a ConfigMap with key <c>cwagentconfig.json</c>.</summary>
    Classic,

    /// <summary>The add-on <c>amazon-cloudwatch-observability</c>, its chart or its operator: a resource <c>AmazonCloudWatchAgent</c>.</summary>
    AddOn,

    /// <summary>AWS Distro for OpenTelemetry: a collector with its own configuration.</summary>
    Collector,
}

/// <summary>
/// How an agent is set up. The one that made it configures it; where that cannot be told and several configurations are there, one that
/// is right is enough. (CloudWatch user guide, "Setting up Container Insights on Amazon EKS"; amazon-cloudwatch-agent-operator.)
/// </summary>
/// <param name="Agent">The agent; null where configurations are judged that no agent reads.</param>
/// <param name="Kind">How it is installed.</param>
/// <param name="Where">What holds the configuration that was judged, such as <c>configmap/cwagentconfig</c>.</param>
/// <param name="Parts">The parts of the configuration that was judged; none where there is none.</param>
/// <param name="Flaw">What is wrong with it; null where it is right, or not known.</param>
/// <param name="Unread">What could not be read and could hold a right one; null where the flaw stands.</param>
internal sealed record AgentSetup(Agent? Agent, SetupKind Kind, string Where, IReadOnlyList<AgentConfiguration> Parts, LocalizedText? Flaw, ReadError? Unread)
{
    /// <summary>The namespace of the classic manifests, and the chart's until it is told another.</summary>
    public const string UsualNamespace = "amazon-cloudwatch";

    /// <summary>The ConfigMap of the classic manifests.</summary>
    public const string ClassicMap = "cwagentconfig";

    /// <summary>Whether its configuration is right.</summary>
    public bool IsRight => Flaw is null && Unread is null;

    /// <summary>Whether it is an agent: a collector is one only by what it collects. Null where that could not be read.</summary>
    public bool? IsAgent => Agent is not { IsCollector: true } || Parts.Any(p => p.HasContainerInsights) ? true : Unread is null ? false : null;

    /// <summary>The setup of an agent.</summary>
    public static AgentSetup Of(Agent agent, InsightsReads reads, ConfiguredNames names)
    {
        var ns = agent.Metadata.Namespace;
        if (agent.OwningResource is { } owner)
        {
            return Choose(agent, SetupKind.AddOn, AddOn(reads.Resource(ns, owner), reads.Map(ns, owner), names), reads);
        }

        if (agent.IsCollector)
        {
            return Choose(agent, SetupKind.Collector, [.. agent.Mounted.Select(m => reads.Map(ns, m)).OfType<ConfigMap>().Select(m => Collector(m, names))], reads);
        }

        var mounted = agent.Mounted.ToList();
        var classic = (mounted.Count > 0 ? mounted : [ClassicMap]).Select(m => reads.Map(ns, m)).OfType<ConfigMap>().Select(m => Classic(m, names));
        return Choose(agent, SetupKind.Classic, [.. classic.OrderBy(c => c.Parts.Count == 0), .. AddOn(reads.Resource(ns, agent.Metadata.Name), reads.Map(ns, agent.Metadata.Name), names)], reads);
    }

    /// <summary>The configurations that stand ready for an agent that is not there.</summary>
    public static AgentSetup WithoutAgent(InsightsReads reads, ConfiguredNames names)
    {
        IEnumerable<ConfigMap?> maps = [reads.Map(UsualNamespace, ClassicMap)];
        var resources = (reads.Resources.Answer?.Items ?? []).Where(r => r.Spec.Mode is not ("deployment" or "sidecar"));
        return Choose(
            null,
            SetupKind.Classic,
            [
                .. maps.OfType<ConfigMap>().Select(m => Classic(m, names)),
                .. AddOn(null, reads.Map(UsualNamespace, Agent.UsualName), names),
                .. resources.SelectMany(r => AddOn(r, null, names)),
            ],
            reads);
    }

    /// <summary>Whether the operator's resource alone already makes an agent's configuration right in kind, so that its ConfigMap is not asked for.</summary>
    public static bool IsRightByItsResource(Agent agent, InsightsReads reads) =>
        agent.OwningResource is { } owner && reads.Resource(agent.Metadata.Namespace, owner) is { } resource && PartsOf(resource).Any(p => p.HasContainerInsights);

    private static AgentSetup Choose(Agent? agent, SetupKind kind, IReadOnlyList<AgentSetup> found, InsightsReads reads)
    {
        if (found.FirstOrDefault(f => f.Flaw is null) is { } right)
        {
            return right with { Agent = agent };
        }

        // What was not read could hold one that is right. A collector is configured by ConfigMaps alone.
        var ns = agent?.Metadata.Namespace ?? UsualNamespace;
        var unread = reads.ConfigMaps.GetValueOrDefault(ns)?.Fault ?? (kind == SetupKind.Collector ? null : reads.Resources.Fault);
        return found is [var first, ..]
            ? first with { Agent = agent, Unread = unread }
            : new AgentSetup(agent, kind, "", [], kind == SetupKind.AddOn ? ContainerInsightsCheck.Texts["NoSection"] : ContainerInsightsCheck.Texts["NoConfig"], unread);
    }

    private static AgentSetup Classic(ConfigMap map, ConfiguredNames names)
    {
        var configuration = map.Data.GetValueOrDefault(ConfigMap.AgentKey);
        var name = ShellText.Name(map.Metadata.Name);
        var flaw = configuration switch
        {
            null => ContainerInsightsCheck.Texts["NoKey", name],
            { IsJson: false } => ContainerInsightsCheck.Texts["NotJson"],
            { HasContainerInsights: false } => ContainerInsightsCheck.Texts["NoKubernetes"],
            _ => names.FlawOf(configuration),
        };
        return new AgentSetup(null, SetupKind.Classic, $"configmap/{name}", configuration is null ? [] : [configuration], flaw, null);
    }

    private static IReadOnlyList<AgentSetup> AddOn(AmazonCloudWatchAgent? resource, ConfigMap? generated, ConfiguredNames names)
    {
        List<AgentSetup> found = [];
        if (resource is not null)
        {
            found.Add(AddOn($"amazoncloudwatchagent/{ShellText.Name(resource.Metadata.Name)}", PartsOf(resource), names));
        }

        if (generated is { Data.Count: > 0 })
        {
            found.Add(AddOn($"configmap/{ShellText.Name(generated.Metadata.Name)}", [.. generated.Data.Values], names));
        }

        return found;
    }

    private static AgentSetup AddOn(string where, IReadOnlyList<AgentConfiguration> parts, ConfiguredNames names)
    {
        var flaw = parts.Any(p => p.HasContainerInsights)
            ? parts.Select(names.FlawOf).FirstOrDefault(f => f is not null)
            : ContainerInsightsCheck.Texts[parts.Any(p => p.HasApplicationSignals) ? "OnlySignals" : "NoSection"];
        return new AgentSetup(null, SetupKind.AddOn, where, parts, flaw, null);
    }

    private static AgentSetup Collector(ConfigMap map, ConfiguredNames names)
    {
        IReadOnlyList<AgentConfiguration> parts = [.. map.Data.Values.Where(p => p.HasContainerInsights)];
        var flaw = parts.Count > 0 ? parts.Select(names.FlawOf).FirstOrDefault(f => f is not null) : ContainerInsightsCheck.Texts["NoReceiver"];
        return new AgentSetup(null, SetupKind.Collector, $"configmap/{ShellText.Name(map.Metadata.Name)}", parts, flaw, null);
    }

    private static IReadOnlyList<AgentConfiguration> PartsOf(AmazonCloudWatchAgent resource) =>
        [.. new[] { resource.Spec.Config, resource.Spec.OtelConfig }.OfType<AgentConfiguration>()];
}

/// <summary>Advice that fits what was found: an add-on is mended where it is configured, not in a ConfigMap that its operator writes.</summary>
internal static class InsightsAdvice
{
    /// <summary>How to mend the configuration.</summary>
    public static LocalizedText Configure(AgentSetup setup) => setup switch
    {
        { Kind: SetupKind.AddOn } when setup.Parts.Any(p => p.HasContainerInsights) => ContainerInsightsCheck.Texts["NameAddOn", Name(setup, Agent.UsualName), Namespace(setup)],
        { Kind: SetupKind.AddOn } => ContainerInsightsCheck.Texts["MendAddOn", Name(setup, Agent.UsualName), Namespace(setup)],
        { Kind: SetupKind.Collector } => ContainerInsightsCheck.Texts["MendCollector", Where(setup), Namespace(setup), Workload(setup)],
        { Parts.Count: 0, Where: "" } => ContainerInsightsCheck.Texts["AddConfig"],
        _ => ContainerInsightsCheck.Texts["MendConfig", Where(setup), Namespace(setup), Workload(setup)],
    };

    /// <summary>How to see why the agent does not run.</summary>
    public static LocalizedText CheckAgent(AgentSetup setup) => ContainerInsightsCheck.Texts["LookAtAgent", Workload(setup), Namespace(setup)];

    /// <summary>How to see why no data arrives.</summary>
    public static LocalizedText CheckLogs(AgentSetup setup) => ContainerInsightsCheck.Texts["LookAtLogs", Workload(setup), Namespace(setup)];

    private static string Where(AgentSetup setup) => ShellText.Word(setup.Where.Length > 0 ? setup.Where : $"configmap/{AgentSetup.ClassicMap}");

    private static string Name(AgentSetup setup, string otherwise) => ShellText.Word(setup.Agent?.OwningResource ?? setup.Agent?.Metadata.Name ?? otherwise);

    private static string Namespace(AgentSetup setup) => ShellText.Word(setup.Agent?.Metadata.Namespace ?? AgentSetup.UsualNamespace);

    private static string Workload(AgentSetup setup) => ShellText.Word($"{(setup.Agent?.Kind ?? DaemonSet.Type.Kind).ToLowerInvariant()}/{setup.Agent?.Metadata.Name ?? Agent.UsualName}");
}
