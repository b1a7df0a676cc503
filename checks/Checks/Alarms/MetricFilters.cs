using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Calls;
using EksGrader.Checks.Checks.Logs;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Checks.Alarms;

/// <summary>The metric filters of a cluster's log groups.</summary>
internal sealed record MetricFilters
{
    /// <summary>None were asked for.</summary>
    public static MetricFilters None { get; } = new();

    /// <summary>The log groups that were asked.</summary>
    public IReadOnlyList<string> Groups { get; private init; } = [];

    /// <summary>All of them.</summary>
    public IReadOnlyList<AwsMetricFilter> All { get; private init; } = [];

    /// <summary>Those whose pattern is what the assignment asks for.</summary>
    public IReadOnlyList<AwsMetricFilter> Fitting { get; private init; } = [];

    /// <summary>Why some may be missing; null where all were read.</summary>
    public ReadError? Fault { get; private init; }

    /// <summary>What the assignment asks for.</summary>
    public LocalizedText Expected { get; private init; } = AlarmCheck.Texts["Expect.Filter"];

    /// <summary>Reads them.</summary>
    /// <param name="aws">What is read through.</param>
    /// <param name="cluster">The cluster's name.</param>
    /// <param name="words">The words that a pattern must hold; empty for any pattern.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public static async Task<MetricFilters> ReadAsync(AwsReader aws, string cluster, string words, CancellationToken cancellationToken)
    {
        var groups = await ClusterLogGroups.ListAsync(aws, cluster, "", cancellationToken);

        // The group of the control plane is asked by its name: it is there only where its logs were turned on.
        var asked = groups.Groups.Where(g => g.MetricFilters > 0).Select(g => g.Name).Append(ClusterLogGroups.ControlPlane(cluster)).ToList();
        var reads = await Task.WhenAll(asked.Select(g => OptionalRead.Of(aws.Logs.DescribeMetricFiltersAsync(g, cancellationToken))));
        var all = reads.SelectMany(r => r.Answer?.Items ?? []).ToList();
        var needed = words.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new MetricFilters
        {
            Groups = [.. groups.Groups.Select(g => g.Name)],
            All = all,
            Fitting = [.. all.Where(f => f.Pattern.Trim().Length > 0 && needed.All(w => f.Pattern.Contains(w, StringComparison.Ordinal)))],
            Fault = groups.Fault ?? reads.Select(r => r.Fault).FirstOrDefault(f => f is not null) ?? (reads.Any(r => r.Answer?.Cut == true) ? ReadErrors.Cut("aws logs describe-metric-filters") : null),
            Expected = needed.Length == 0 ? AlarmCheck.Texts["Expect.Filter"] : AlarmCheck.Texts["Expect.FilterOf", words],
        };
    }

    /// <summary>Whether a filter makes a metric.</summary>
    public bool Make(AwsMetric metric) => Fitting.Any(f => f.Metrics.Any(m => m.Namespace == metric.Namespace && m.Name == metric.Name));

    /// <summary>Whether an alarm's metric has no value until an event matches, so that it may have no data yet.</summary>
    public bool IsSilentUntilItMatches(AwsAlarm alarm) => Fitting.SelectMany(f => f.Metrics).Any(m => !m.HasDefault && alarm.Metrics.Any(a => a.Namespace == m.Namespace && a.Name == m.Name));

    /// <summary>What was seen. Patterns are the student's own words about their logs, and are shown as they stand.</summary>
    public IEnumerable<Evidence> Evidence(DateTimeOffset now) => All.Count == 0
        ? []
        : [new Evidence("aws logs describe-metric-filters", string.Concat(All.Take(10).Select(f => $"{ShellText.Name(f.LogGroup)}  {ShellText.Name(f.Name)}  {ShellText.Name(f.Pattern)}  {string.Join(' ', f.Metrics.Select(m => $"{ShellText.Name(m.Namespace)}/{ShellText.Name(m.Name)}"))}\n")), now)];
}
