using System.Text.RegularExpressions;
using EksGrader.Checks.Input;

namespace EksGrader.Checks.Kubernetes;

/// <summary>
/// What the configuration of an OpenTelemetry collector says about Container Insights. What counts is what its pipelines use
/// (OpenTelemetry, "Collector configuration": a component that no pipeline names does not run).
/// </summary>
/// <param name="HasReceiver">
/// Whether it collects Container Insights as AWS Distro for OpenTelemetry does: receiver <c>awscontainerinsightreceiver</c>, or on
/// Fargate exporter <c>awsemf</c> made for it (aws-otel-collector, <c>otel-fargate-container-insights.yaml</c>).
/// </param>
/// <param name="HasPipeline">Whether a pipeline's parts are named <c>…/cw_k8s_ci…</c> (chart amazon-cloudwatch-observability 6, <c>_otel-container-insights-config.tpl</c>).</param>
/// <param name="HasLogs">Whether there is a pipeline of logs.</param>
/// <param name="ClusterName">The name that it gives the cluster, cut to 200 characters; null where it gives none.</param>
internal sealed partial record CollectorConfiguration(bool HasReceiver, bool HasPipeline, bool HasLogs, string? ClusterName)
{
    private const int LongestName = 200;
    private const string Receiver = "awscontainerinsightreceiver";
    private const string Exporter = "awsemf";
    private const string Insights = "cw_k8s_ci";

    /// <summary>Reads a configuration, YAML or JSON; null where the text is about something else.</summary>
    public static CollectorConfiguration? Parse(string text)
    {
        // Most texts are other configurations: they are not parsed at all.
        if (!text.Contains(Insights, StringComparison.Ordinal) && !text.Contains(Receiver, StringComparison.Ordinal) && !text.Contains(Exporter, StringComparison.Ordinal))
        {
            return null;
        }

        var faults = new ValidationErrors();
        var root = text.Length > DocumentLimits.Bytes ? null : text.AsSpan().TrimStart() is ['{', ..] ? JsonTree.Read(text, faults) : YamlTree.Read(text, faults);
        return root is DocumentNode.Mapping mapping ? Of(mapping) : ByLines(text);
    }

    private static CollectorConfiguration Of(DocumentNode.Mapping root)
    {
        var service = root.Find("service");
        var pipelines = (service?.Value as DocumentNode.Mapping)?.Find("pipelines")?.Value as DocumentNode.Mapping;

        // A part of a configuration, to be joined with others, has no pipelines of its own: what it defines is taken for used.
        List<(string Name, IReadOnlyList<string> Receivers, IReadOnlyList<string> Exporters)> used = service is null
            ? [("", Names(root.Find("receivers")?.Value), Names(root.Find("exporters")?.Value))]
            : [.. (pipelines?.Fields ?? []).Select(f => (f.Name, Names(Part(f.Value, "receivers")), Names(Part(f.Value, "exporters"))))];
        return new CollectorConfiguration(
            used.Exists(p => p.Receivers.Any(r => IsOf(r, Receiver)) || p.Exporters.Any(e => IsOf(e, Exporter) && IsForFargate(Part(Part(root, "exporters"), e)))),
            used.Exists(p => p.Receivers.Any(IsInsights) && p.Exporters.Any(IsInsights)),
            used.Exists(p => IsOf(p.Name, "logs")),
            Texts(root).Select(NameIn).FirstOrDefault(n => n is not null));
    }

    // Anchors and tags are valid YAML that the tree refuses; comments say nothing.
    private static CollectorConfiguration ByLines(string text)
    {
        var lines = text.Split('\n').Where(l => l.AsSpan().TrimStart() is not ['#', ..]).ToList();
        return new CollectorConfiguration(
            lines.Exists(l => l.Contains(Receiver, StringComparison.Ordinal)),
            lines.Exists(l => l.Contains($"/{Insights}", StringComparison.Ordinal)),
            lines.Exists(l => l.AsSpan().TrimStart().StartsWith("logs", StringComparison.Ordinal)),
            lines.Select(NameIn).FirstOrDefault(n => n is not null));
    }

    // Components are named TYPE or TYPE/NAME.
    private static bool IsOf(string component, string type) => component == type || component.StartsWith($"{type}/", StringComparison.Ordinal);

    private static bool IsInsights(string component) =>
        component.IndexOf('/', StringComparison.Ordinal) is var slash and > 0 && component.AsSpan(slash + 1).StartsWith(Insights, StringComparison.Ordinal);

    private static bool IsForFargate(DocumentNode? exporter) =>
        Part(exporter, "eks_fargate_container_insights_enabled") is DocumentNode.Scalar { Text: "true" }
        || (Part(exporter, "log_group_name") is DocumentNode.Scalar { Text: var group } && group.StartsWith("/aws/containerinsights/", StringComparison.Ordinal));

    private static DocumentNode? Part(DocumentNode? node, string name) => (node as DocumentNode.Mapping)?.Find(name)?.Value;

    private static IReadOnlyList<string> Names(DocumentNode? node) => node switch
    {
        DocumentNode.Sequence { Items: var items } => [.. items.OfType<DocumentNode.Scalar>().Select(s => s.Text)],
        DocumentNode.Mapping { Fields: var fields } => [.. fields.Select(f => f.Name)],
        _ => [],
    };

    private static IEnumerable<string> Texts(DocumentNode node) => node switch
    {
        DocumentNode.Scalar { Text: var text } => [text],
        DocumentNode.Sequence { Items: var items } => items.SelectMany(Texts),
        DocumentNode.Mapping { Fields: var fields } => fields.SelectMany(f => Texts(f.Value)),
        _ => [],
    };

    private static string? NameIn(string text)
    {
        if (!text.Contains("k8s.cluster.name", StringComparison.Ordinal))
        {
            return null;
        }

        var name = SetName().Match(text) is { Success: true } match ? match.Groups["name"].Value : null;
        return name is { Length: > LongestName } ? name[..LongestName] : name;
    }

    // The transform of the chart: set(resource.attributes["k8s.cluster.name"], "NAME").
    [GeneratedRegex(@"set\(\s*resource\.attributes\[""k8s\.cluster\.name""\]\s*,\s*""(?<name>[^""]*)""\s*\)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex SetName();
}
