using System.Text.Json.Serialization;
using Amazon.Runtime;
using EksGrader.Checks.Aws.Pipeline;

namespace Amazon.CloudWatch.Model;

internal sealed class DescribeAlarmsRequest
{
    /// <summary>Without it AWS answers with metric alarms alone.</summary>
    public List<string>? AlarmTypes { get; set; }

    public int? MaxRecords { get; set; }

    public string? NextToken { get; set; }
}

internal sealed class DescribeAlarmsResponse : AmazonWebServiceResponse
{
    public List<CompositeAlarm>? CompositeAlarms { get; set; }

    public List<MetricAlarm>? MetricAlarms { get; set; }

    public List<LogAlarm>? LogAlarms { get; set; }

    public string? NextToken { get; set; }
}

/// <summary>What the kinds of alarm have in common.</summary>
internal abstract class Alarm
{
    public string? AlarmName { get; set; }

    public bool? ActionsEnabled { get; set; }

    public List<string>? AlarmActions { get; set; }

    public string? StateValue { get; set; }

    [JsonConverter(typeof(TimestampConverter))]
    public DateTimeOffset? StateUpdatedTimestamp { get; set; }

    [JsonConverter(typeof(TimestampConverter))]
    public DateTimeOffset? AlarmConfigurationUpdatedTimestamp { get; set; }
}

internal sealed class CompositeAlarm : Alarm
{
    public string? AlarmRule { get; set; }
}

internal sealed class MetricAlarm : Alarm
{
    public string? Namespace { get; set; }

    public string? MetricName { get; set; }

    public List<Dimension>? Dimensions { get; set; }

    /// <summary>Of an alarm on several metrics or on metric math; the three above are missing then.</summary>
    public List<MetricDataQuery>? Metrics { get; set; }

    public EvaluationCriteria? EvaluationCriteria { get; set; }
}

internal sealed class LogAlarm : Alarm
{
    public ScheduledQueryConfiguration? ScheduledQueryConfiguration { get; set; }
}

internal sealed class ScheduledQueryConfiguration
{
    public string? QueryString { get; set; }

    public List<string>? LogGroupIdentifiers { get; set; }
}

internal sealed class EvaluationCriteria
{
    [JsonPropertyName("PromQLCriteria")]
    public PromQLCriteria? PromQLCriteria { get; set; }
}

internal sealed class PromQLCriteria
{
    public string? Query { get; set; }
}

internal sealed class DescribeAlarmHistoryRequest
{
    public string? AlarmName { get; set; }

    public List<string>? AlarmTypes { get; set; }

    public string? HistoryItemType { get; set; }

    [JsonConverter(typeof(TimestampConverter))]
    public DateTimeOffset? StartDate { get; set; }

    public string? ScanBy { get; set; }

    public int? MaxRecords { get; set; }

    public string? NextToken { get; set; }
}

internal sealed class DescribeAlarmHistoryResponse : AmazonWebServiceResponse
{
    public List<AlarmHistoryItem>? AlarmHistoryItems { get; set; }

    public string? NextToken { get; set; }
}

internal sealed class AlarmHistoryItem
{
    public string? AlarmName { get; set; }

    [JsonConverter(typeof(TimestampConverter))]
    public DateTimeOffset? Timestamp { get; set; }

    public string? HistoryItemType { get; set; }

    public string? HistorySummary { get; set; }

    public string? HistoryData { get; set; }
}
