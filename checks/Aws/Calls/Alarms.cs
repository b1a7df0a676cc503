using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Amazon.CloudWatch.Model;
using Amazon.Runtime;
using Metric = Amazon.CloudWatch.Model.Metric;

namespace EksGrader.Checks.Aws.Calls;

/// <summary>Which kind of alarm.</summary>
public enum AwsAlarmKind
{
    /// <summary>On metrics, or on a query of PromQL.</summary>
    Metric,

    /// <summary>On other alarms.</summary>
    Composite,

    /// <summary>On a query of log groups.</summary>
    Log,
}

/// <summary>An alarm. Of whom it tells nothing is kept but how many.</summary>
public sealed record AwsAlarm
{
    /// <summary>Its name; those that Auto Scaling made begin with <c>TargetTracking-</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Its kind.</summary>
    public AwsAlarmKind Kind { get; init; }

    /// <summary>OK, ALARM or INSUFFICIENT_DATA, as it came.</summary>
    public string State { get; init; } = "";

    /// <summary>When the state was last set.</summary>
    public DateTimeOffset? StateUpdatedAt { get; init; }

    /// <summary>When it was made or changed.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>Whether its actions are on.</summary>
    public bool ActionsEnabled { get; init; }

    /// <summary>How many things happen when it goes to ALARM.</summary>
    public int Actions { get; init; }

    /// <summary>The metrics that it is on, those inside metric math too.</summary>
    public IReadOnlyList<AwsMetric> Metrics { get; init => field = value ?? []; } = [];

    /// <summary>Whether it is on a query of PromQL.</summary>
    public bool IsPromQl { get; init; }

    /// <summary>Whether that query names the cluster.</summary>
    public bool NamesCluster { get; init; }

    /// <summary>The log groups of a log alarm's query.</summary>
    public IReadOnlyList<string> LogGroups { get; init => field = value ?? []; } = [];

    /// <summary>The alarms that a composite one is on, by name.</summary>
    public IReadOnlyList<string> Children { get; init => field = value ?? []; } = [];
}

/// <summary>A change of an alarm's state.</summary>
/// <param name="Alarm">The alarm's name.</param>
/// <param name="At">When it happened.</param>
/// <param name="From">The state before; empty where AWS does not say.</param>
/// <param name="To">The state after.</param>
public sealed record AwsAlarmChange(string Alarm, DateTimeOffset At, string From, string To);

/// <summary>The kinds of alarm that are asked for: without them AWS answers with metric alarms alone (CloudWatch API reference, DescribeAlarms).</summary>
internal static class AlarmTypes
{
    private static readonly string[] All = ["MetricAlarm", "CompositeAlarm", "LogAlarm"];

    /// <summary>Asks for all kinds, and where the region does not know the newest, for the others.</summary>
    public static async Task<T> AskAsync<T>(Func<List<string>, Task<T>> ask)
    {
        try
        {
            return await ask([.. All]);
        }
        catch (AmazonServiceException e) when (e.ErrorCode is "ValidationError" or "ValidationException" or "InvalidParameterValue" or "InvalidParameterValueException")
        {
            return await ask([.. All.Take(2)]);
        }
    }
}

/// <summary>cloudwatch:DescribeAlarms of every kind.</summary>
internal sealed partial record DescribeAlarms : AwsCall<AwsItems<AwsAlarm>>
{
    private const int Most = 1000;
    private const int MostAPage = 100;
    private const int MostMetrics = 20;
    private const int MostDimensions = 30;

    public override string Key => "aws cloudwatch describe-alarms";

    public override IReadOnlyList<string> Actions { get; } = [AwsActions.DescribeAlarms];

    internal override JsonTypeInfo<AwsItems<AwsAlarm>> Type => AwsCallsJson.Default.AwsItemsAwsAlarm;

    internal override Task<AwsItems<AwsAlarm>> AskAsync(AwsConversation aws) => aws.ListAsync(
        AwsActions.DescribeAlarms,
        (services, next, token) => AlarmTypes.AskAsync(types => services.CloudWatch.Value.DescribeAlarmsAsync(
            new DescribeAlarmsRequest { AlarmTypes = types, MaxRecords = MostAPage, NextToken = next }, token)),
        page => (page.MetricAlarms ?? []).Select(a => OfMetric(a, aws.ClusterName))
            .Concat((page.CompositeAlarms ?? []).Select(OfOthers))
            .Concat((page.LogAlarms ?? []).Select(OfLogs)),
        page => page.NextToken,
        Most);

    private static AwsAlarm OfMetric(MetricAlarm alarm, string cluster)
    {
        var plain = alarm.MetricName is null ? [] : new[] { new Metric { Namespace = alarm.Namespace, MetricName = alarm.MetricName, Dimensions = alarm.Dimensions } };
        var query = alarm.EvaluationCriteria?.PromQLCriteria?.Query;
        return Common(alarm, AwsAlarmKind.Metric) with
        {
            Metrics =
            [
                .. plain.Concat((alarm.Metrics ?? []).Select(m => m.MetricStat?.Metric).OfType<Metric>())
                    .Take(MostMetrics)
                    .Select(m => AwsMetric.Of(m, MostDimensions)),
            ],
            IsPromQl = query is not null,
            NamesCluster = query?.Contains(cluster, StringComparison.Ordinal) == true,
        };
    }

    private static AwsAlarm OfOthers(CompositeAlarm alarm) => Common(alarm, AwsAlarmKind.Composite) with
    {
        Children =
        [
            .. Child().Matches(alarm.AlarmRule ?? "").Select(m => m.Groups["name"].Value.Trim().Split(":alarm:")[^1]).Distinct(StringComparer.Ordinal).Take(100),
        ],
    };

    private static AwsAlarm OfLogs(LogAlarm alarm)
    {
        var query = alarm.ScheduledQueryConfiguration;
        var groups = (query?.LogGroupIdentifiers ?? []).Select(id => id.Split(":log-group:")[^1].TrimEnd('*', ':'));
        return Common(alarm, AwsAlarmKind.Log) with { LogGroups = AwsLogQueryText.Of(query?.QueryString, language: null, groups).LogGroups };
    }

    private static AwsAlarm Common(Alarm alarm, AwsAlarmKind kind) => new()
    {
        Name = alarm.AlarmName ?? "",
        Kind = kind,
        State = alarm.StateValue ?? "",
        StateUpdatedAt = alarm.StateUpdatedTimestamp,
        UpdatedAt = alarm.AlarmConfigurationUpdatedTimestamp,
        ActionsEnabled = alarm.ActionsEnabled ?? false,
        Actions = alarm.AlarmActions?.Count ?? 0,
    };

    // ALARM("name"), OK(name), INSUFFICIENT_DATA(arn:…:alarm:name).
    [GeneratedRegex("(ALARM|OK|INSUFFICIENT_DATA)\\s*\\(\\s*\"?(?<name>[^\")]+)\"?\\s*\\)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Child();
}

/// <summary>cloudwatch:DescribeAlarmHistory of changes of state since a time, the newest first.</summary>
internal sealed partial record DescribeAlarmHistory(string? Alarm, DateTimeOffset Since) : AwsCall<AwsItems<AwsAlarmChange>>
{
    private const int Most = 300;
    private const int MostAPage = 100;

    public override string Key => string.Create(CultureInfo.InvariantCulture, $"aws cloudwatch describe-alarm-history {Alarm} since {Since.ToUnixTimeMilliseconds()}");

    public override IReadOnlyList<string> Actions { get; } = [AwsActions.DescribeAlarmHistory];

    internal override JsonTypeInfo<AwsItems<AwsAlarmChange>> Type => AwsCallsJson.Default.AwsItemsAwsAlarmChange;

    internal override Task<AwsItems<AwsAlarmChange>> AskAsync(AwsConversation aws) => aws.ListAsync(
        AwsActions.DescribeAlarmHistory,
        (services, next, token) => AlarmTypes.AskAsync(types => services.CloudWatch.Value.DescribeAlarmHistoryAsync(
            new DescribeAlarmHistoryRequest
            {
                AlarmName = Alarm,
                AlarmTypes = types,
                HistoryItemType = "StateUpdate",
                StartDate = Since,
                ScanBy = "TimestampDescending",
                MaxRecords = MostAPage,
                NextToken = next,
            },
            token)),
        page => (page.AlarmHistoryItems ?? []).Where(i => i.Timestamp >= Since).Select(Facts),
        page => page.NextToken,
        Most,
        pages: 4);

    private static AwsAlarmChange Facts(AlarmHistoryItem item)
    {
        var (from, to) = States(item.HistoryData) ?? Words(item.HistorySummary);
        return new AwsAlarmChange(item.AlarmName ?? "", item.Timestamp ?? default, from, to);
    }

    private static (string From, string To)? States(string? data)
    {
        try
        {
            using var json = JsonDocument.Parse(data ?? "");
            return State(json, "newState") is { } to ? (State(json, "oldState") ?? "", to) : null;
        }
        catch (JsonException)
        {
            // Cut at 4,095 characters it is no JSON any more; the summary says it too.
            return null;
        }
    }

    private static string? State(JsonDocument json, string name) =>
        json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(name, out var state)
            && state.ValueKind == JsonValueKind.Object && state.TryGetProperty("stateValue", out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    // "Alarm updated from OK to ALARM"
    private static (string From, string To) Words(string? summary)
    {
        var match = FromTo().Match(summary ?? "");
        return (match.Groups["from"].Value, match.Groups["to"].Value);
    }

    [GeneratedRegex("from (?<from>[A-Z_]+) to (?<to>[A-Z_]+)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FromTo();
}
