using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Calls;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Checks.Alarms;

/// <summary>Asks for a metric filter on the cluster's logs and an alarm on its metric that tells someone.</summary>
public sealed class AlarmCheck : ICheck
{
    private const string Filter = "filter";
    private const string Alarm = "alarm";
    private const string Tells = "tells";
    private const string Works = "works";

    private const string On = "on";
    private const string LogFilter = "logFilter";
    private const string ContainerInsights = "containerInsights";
    private const string Any = "any";
    private const string Pattern = "pattern";
    private const string RequireAction = "requireAction";
    private const string RequireFired = "requireFired";

    // What is not known of a cluster's age is taken as a day.
    private static readonly TimeSpan LongestExam = TimeSpan.FromDays(1);

    /// <summary>Its id.</summary>
    public static CheckId Id { get; } = new("alarm");

    internal static TextCatalog Texts { get; } = TextCatalog.Beside(typeof(AlarmCheck), nameof(AlarmCheck));

    /// <inheritdoc/>
    public CheckInfo Info { get; } = CheckInfo.Describe(
        Id,
        Texts,
        [
            new ChoiceParameter(On, Texts["Parameter.on"], LogFilter, [LogFilter, ContainerInsights, Any]),
            new TextParameter(Pattern, Texts["Parameter.pattern"], "", "[^\\p{C}]{0,200}"),
            new BooleanParameter(RequireAction, Texts["Parameter.requireAction"], Default: true),
            new BooleanParameter(RequireFired, Texts["Parameter.requireFired"], Default: false),
        ],
        [
            .. new[] { AwsActions.DescribeCluster, AwsActions.DescribeLogGroups, AwsActions.DescribeMetricFilters, AwsActions.DescribeAlarms, AwsActions.DescribeAlarmHistory }.Select(a => new DeclaredRead.Aws(a)),
        ],
        FactInfo.Earning(Texts, Filter, 0.35m),
        FactInfo.Earning(Texts, Alarm, 0.35m),
        FactInfo.Earning(Texts, Tells, 0.15m, Alarm),
        FactInfo.Earning(Texts, Works, 0.15m, Alarm)) with
    {
        NeedsAws = true,
    };

    /// <inheritdoc/>
    public async ValueTask<Verdict> JudgeAsync(Cluster cluster, CheckParameters parameters, CancellationToken cancellationToken)
    {
        var aws = cluster.NeededAws;
        var on = parameters.Word(On);
        var described = await aws.DescribeClusterAsync(cancellationToken);
        var asked = OptionalRead.Of(aws.CloudWatch.DescribeAlarmsAsync(cancellationToken));
        var filters = on == ContainerInsights ? MetricFilters.None : await MetricFilters.ReadAsync(aws, described.Name, parameters.Word(Pattern), cancellationToken);
        var alarms = new ClusterAlarms(await asked, filters, described.Name, ofFilters: on != ContainerInsights, ofInsights: on != LogFilter);
        var best = alarms.Best;
        OptionalRead<AwsItems<AwsAlarmChange>>? history = null;
        if (best is not null && parameters.Flag(RequireFired))
        {
            history = await OptionalRead.Of(aws.CloudWatch.DescribeAlarmHistoryAsync(described.CreatedAt ?? cluster.Now - LongestExam, best.Name, cancellationToken));
        }

        var sheet = new FactSheet(Info.Facts)
        {
            [Filter] = on == ContainerInsights || (filters.Fitting.Count == 0 && best is not null) ? FactFinding.LeftOut : FindFilter(filters),
            [Alarm] = FindAlarm(alarms, filters, on),
            Evidence =
            [
                .. filters.Evidence(cluster.Now),
                .. alarms.Evidence(cluster.Now),
            ],
        };
        if (best is not null)
        {
            sheet.Set(Tells, parameters.Flag(RequireAction) ? FindTells(alarms, best) : FactFinding.LeftOut);
            sheet.Set(Works, FindWorks(best, filters, history));
        }

        return sheet.ToVerdict();
    }

    private static FactFinding FindFilter(MetricFilters filters)
    {
        if (filters.Fitting.Count > 0)
        {
            return FactFinding.Held;
        }

        if (filters.Fault is { } fault)
        {
            return FactFinding.Unread(fault);
        }

        var seen = filters.All.Select(f => new FactRow(
            filters.Expected,
            f.Pattern.Length == 0 ? Texts["Filter.Empty"] : Texts["Filter.Other", ShellText.Name(f.Pattern)],
            $"{ShellText.Name(f.LogGroup)}: {ShellText.Name(f.Name)}",
            $"aws logs describe-metric-filters --log-group-name {ShellText.Word(f.LogGroup)}")).ToList();
        return FactFinding.Broken(seen.Count > 0 ? seen : [new FactRow(filters.Expected, filters.Groups.Count == 0 ? Texts["Filter.NoGroup"] : Texts["Filter.None", string.Join(", ", filters.Groups.Select(ShellText.Name))], Command: "aws logs describe-metric-filters")]) with
        {
            Advice = [Texts["MakeFilter"]],
        };
    }

    private static FactFinding FindAlarm(ClusterAlarms alarms, MetricFilters filters, string on)
    {
        if (alarms.Best is not null)
        {
            return FactFinding.Held;
        }

        // Which metric an alarm must be on, the filters say: where there is no alarm at all, they do not matter.
        if ((alarms.Fault ?? (on != ContainerInsights && alarms.HasAny ? filters.Fault : null)) is { } fault)
        {
            return FactFinding.Unread(fault);
        }

        var rows = alarms.Others.Select(a => new FactRow(
            Texts[on == ContainerInsights ? "Expect.InsightsAlarm" : "Expect.FilterAlarm"],
            a.Metrics is [var metric, ..] ? Texts["Alarm.OtherMetric", ShellText.Name(metric.Namespace), ShellText.Name(metric.Name)] : Texts["Alarm.Other"],
            $"Alarm {ShellText.Name(a.Name)}",
            $"aws cloudwatch describe-alarms --alarm-names {ShellText.Word(a.Name)}")).ToList();
        return FactFinding.Broken(rows.Count > 0 ? rows : [new FactRow(Texts[on == ContainerInsights ? "Expect.InsightsAlarm" : "Expect.FilterAlarm"], Texts["Alarm.None"], Command: "aws cloudwatch describe-alarms")]) with
        {
            Advice = [Texts[on == ContainerInsights ? "MakeInsightsAlarm" : "MakeAlarm"]],
        };
    }

    private static FactFinding FindTells(ClusterAlarms alarms, AwsAlarm best) => alarms.Tells(best)
        ? FactFinding.Held
        : FactFinding.Broken(RowOf(best, Texts["Expect.Tells"], best.Actions == 0 ? Texts["NoAction"] : Texts["ActionsOff"])) with { Advice = [Texts["AddAction"]] };

    private static FactFinding FindWorks(AwsAlarm best, MetricFilters filters, OptionalRead<AwsItems<AwsAlarmChange>>? history)
    {
        if (history is not null)
        {
            var fired = best.State == "ALARM" || (history.Answer?.Items ?? []).Any(c => c.Alarm == best.Name && c.To == "ALARM");
            return fired ? FactFinding.Held
                : history.Fault is { } fault ? FactFinding.Unread(fault)
                : history.Answer?.Cut == true ? FactFinding.Unread(ReadErrors.Cut("aws cloudwatch describe-alarm-history"))
                : FactFinding.Broken(RowOf(best, Texts["Expect.Fired"], Texts["NeverFired", ShellText.Name(best.State)])) with { Advice = [Texts["Fire"]], MayStillComeTrue = true };
        }

        // Until something matches, a filter without a default value sends no data.
        return best.State is "OK" or "ALARM" || (best.State == "INSUFFICIENT_DATA" && filters.IsSilentUntilItMatches(best))
            ? FactFinding.Held
            : FactFinding.Broken(RowOf(best, Texts["Expect.Works"], Texts["State", ShellText.Name(best.State)])) with { Advice = [Texts["AwaitData"]], MayStillComeTrue = true };
    }

    private static FactRow RowOf(AwsAlarm alarm, LocalizedText expected, LocalizedText seen) => new(
        expected, seen, $"Alarm {ShellText.Name(alarm.Name)}", $"aws cloudwatch describe-alarms --alarm-names {ShellText.Word(alarm.Name)}");
}
