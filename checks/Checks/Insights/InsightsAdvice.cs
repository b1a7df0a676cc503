using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Checks.Insights;

/// <summary>Advice that fits what was found: an add-on is mended where it is configured, not in a ConfigMap that its operator writes.</summary>
internal static class InsightsAdvice
{
    /// <summary>How to mend the configuration.</summary>
    public static LocalizedText Configure(AgentSetup setup) => setup switch
    {
        { Kind: SetupKind.AddOn } when setup.Parts.Any(p => p.HasContainerInsights) => RuleTexts.All["Ci.NameAddOn", Name(setup, Agent.UsualName), Namespace(setup)],
        { Kind: SetupKind.AddOn } => RuleTexts.All["Ci.MendAddOn", Name(setup, Agent.UsualName), Namespace(setup)],
        { Kind: SetupKind.Collector } => RuleTexts.All["Ci.MendCollector", Where(setup), Namespace(setup), Workload(setup)],
        { Parts.Count: 0, Where: "" } => RuleTexts.All["Ci.AddConfig"],
        _ => RuleTexts.All["Ci.MendConfig", Where(setup), Namespace(setup), Workload(setup)],
    };

    /// <summary>How to see why the agent does not run.</summary>
    public static LocalizedText LookAtAgent(AgentSetup setup) => RuleTexts.All["Ci.LookAtAgent", Workload(setup), Namespace(setup)];

    /// <summary>How to see why no data arrives.</summary>
    public static LocalizedText LookAtLogs(AgentSetup setup) => RuleTexts.All["Ci.LookAtLogs", Workload(setup), Namespace(setup)];

    private static string Where(AgentSetup setup) => ShellText.Word(setup.Where.Length > 0 ? setup.Where : $"configmap/{AgentSetup.ClassicMap}");

    private static string Name(AgentSetup setup, string otherwise) => ShellText.Word(setup.Agent?.OwningResource ?? setup.Agent?.Metadata.Name ?? otherwise);

    private static string Namespace(AgentSetup setup) => ShellText.Word(setup.Agent?.Metadata.Namespace ?? AgentSetup.UsualNamespace);

    private static string Workload(AgentSetup setup) => ShellText.Word($"{(setup.Agent?.Kind ?? DaemonSet.Type.Kind).ToLowerInvariant()}/{setup.Agent?.Metadata.Name ?? Agent.UsualName}");
}
