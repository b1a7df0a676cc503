using System.Globalization;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Calls;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Checks.Alarms;

/// <summary>The alarms of the account that are about the cluster.</summary>
internal sealed class ClusterAlarms
{
    private const int Shown = 5;

    // Auto Scaling makes such alarms itself (Application Auto Scaling user guide, "Target tracking scaling policies").
    private const string OfAutoScaling = "TargetTracking-";

    private readonly IReadOnlyList<AwsAlarm> all;
    private readonly IReadOnlyList<AwsAlarm> about;

    /// <summary>Finds them.</summary>
    /// <param name="asked">Every alarm, as far as AWS told.</param>
    /// <param name="filters">The metric filters of the cluster's logs.</param>
    /// <param name="cluster">The cluster's name.</param>
    /// <param name="ofFilters">Whether alarms on the metrics of filters, or on queries of the log groups, count.</param>
    /// <param name="ofInsights">Whether alarms on metrics of Container Insights count.</param>
    public ClusterAlarms(OptionalRead<AwsItems<AwsAlarm>> asked, MetricFilters filters, string cluster, bool ofFilters, bool ofInsights)
    {
        all = [.. (asked.Answer?.Items ?? []).Where(a => !a.Name.StartsWith(OfAutoScaling, StringComparison.Ordinal))];
        about = [.. all.Where(a => (ofFilters && (a.Metrics.Any(filters.Make) || a.LogGroups.Any(filters.Groups.Contains))) || (ofInsights && IsOfInsights(a, cluster)))];
        Fault = asked.Fault ?? (asked.Answer?.Cut == true ? ReadErrors.Cut("aws cloudwatch describe-alarms") : null);
    }

    /// <summary>Why one may be missing; null where all were read.</summary>
    public ReadError? Fault { get; }

    /// <summary>Whether there is any alarm that a person made.</summary>
    public bool HasAny => all.Count > 0;

    /// <summary>The one that counts: one that tells someone and has data comes first; null where there is none.</summary>
    public AwsAlarm? Best => about.OrderByDescending(Tells).ThenByDescending(a => a.State is "OK" or "ALARM").ThenBy(a => a.Name, StringComparer.Ordinal).FirstOrDefault();

    /// <summary>Those that are about something else.</summary>
    public IEnumerable<AwsAlarm> Others => all.Where(a => a.Kind != AwsAlarmKind.Composite && !about.Contains(a)).Take(Shown);

    /// <summary>Whether an alarm does something when it goes off: by itself, or by a composite alarm that it is part of.</summary>
    public bool Tells(AwsAlarm alarm) => Acts(alarm) || all.Any(a => a.Kind == AwsAlarmKind.Composite && Acts(a) && a.Children.Contains(alarm.Name, StringComparer.Ordinal));

    /// <summary>What was seen.</summary>
    public IEnumerable<Evidence> Evidence(DateTimeOffset now) => all.Count == 0
        ? []
        : [new Evidence("aws cloudwatch describe-alarms", string.Concat(about.Concat(Others).Take(2 * Shown).Select(a => string.Create(CultureInfo.InvariantCulture, $"{ShellText.Name(a.Name)}  {ShellText.Name(a.State)}  actions: {(a.ActionsEnabled ? a.Actions : 0)}  {string.Join(' ', a.Metrics.Take(Shown).Select(m => $"{ShellText.Name(m.Namespace)}/{ShellText.Name(m.Name)}"))}\n"))), now)];

    private static bool Acts(AwsAlarm alarm) => alarm is { ActionsEnabled: true, Actions: > 0 };

    private static bool IsOfInsights(AwsAlarm alarm, string cluster) =>
        alarm is { IsPromQl: true, NamesCluster: true } || alarm.Metrics.Any(m => m.Dimensions.TryGetValue("ClusterName", out var name) && name == cluster);
}
