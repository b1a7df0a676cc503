using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.Runtime;

namespace Amazon.CloudWatchLogs.Model;

/// <summary>Asks for a page of log groups.</summary>
public sealed class DescribeLogGroupsRequest
{
    /// <summary>What the names begin with.</summary>
    public string? LogGroupNamePrefix { get; set; }

    /// <summary>Where the page before ended; null for the first.</summary>
    public string? NextToken { get; set; }
}

/// <summary>A page of log groups.</summary>
public sealed class DescribeLogGroupsResponse : AmazonWebServiceResponse
{
    /// <summary>The log groups, by name.</summary>
    public IReadOnlyList<LogGroup> LogGroups { get; set; } = [];

    /// <summary>Where the next page begins; null after the last.</summary>
    public string? NextToken { get; set; }

    internal static DescribeLogGroupsResponse Read(byte[] body)
    {
        var answer = JsonSerializer.Deserialize(body, LogsJson.Default.DescribeLogGroupsAnswer) ?? throw new JsonException("No answer.");
        return new DescribeLogGroupsResponse { LogGroups = answer.LogGroups ?? [], NextToken = answer.NextToken };
    }
}

/// <summary>A log group.</summary>
public sealed class LogGroup
{
    /// <summary>Its name.</summary>
    public string? LogGroupName { get; set; }

    /// <summary>When it was made, milliseconds since 1970 UTC.</summary>
    public long? CreationTime { get; set; }

    /// <summary>How long events are kept; null for ever.</summary>
    public int? RetentionInDays { get; set; }

    /// <summary>How much is stored; AWS counts late.</summary>
    public long? StoredBytes { get; set; }

    /// <summary>How many metric filters it has.</summary>
    public int? MetricFilterCount { get; set; }

    /// <summary>The key that it is encrypted with; null for AWS's own.</summary>
    public string? KmsKeyId { get; set; }
}

/// <summary>Asks for a page of events.</summary>
public sealed class FilterLogEventsRequest
{
    /// <summary>The log group.</summary>
    public required string LogGroupName { get; set; }

    /// <summary>The oldest event, milliseconds since 1970 UTC.</summary>
    public long? StartTime { get; set; }

    /// <summary>What events must match; null for all (CloudWatch Logs user guide, "Filter and pattern syntax").</summary>
    public string? FilterPattern { get; set; }

    /// <summary>What the streams' names begin with; null for all.</summary>
    public string? LogStreamNamePrefix { get; set; }

    /// <summary>How many events a page holds at most.</summary>
    public int? Limit { get; set; }

    /// <summary>Where the page before ended; null for the first.</summary>
    public string? NextToken { get; set; }
}

/// <summary>A page of events.</summary>
public sealed class FilterLogEventsResponse : AmazonWebServiceResponse
{
    /// <summary>The events.</summary>
    public IReadOnlyList<FilteredLogEvent> Events { get; set; } = [];

    /// <summary>Where the next page begins; null after the last.</summary>
    public string? NextToken { get; set; }

    internal static FilterLogEventsResponse Read(byte[] body)
    {
        var answer = JsonSerializer.Deserialize(body, LogsJson.Default.FilterLogEventsAnswer) ?? throw new JsonException("No answer.");
        return new FilterLogEventsResponse { Events = answer.Events ?? [], NextToken = answer.NextToken };
    }
}

/// <summary>An event.</summary>
public sealed class FilteredLogEvent
{
    /// <summary>When it happened, milliseconds since 1970 UTC.</summary>
    public long? Timestamp { get; set; }

    /// <summary>What it says: anything that a program wrote. It is read once and never kept.</summary>
    public string? Message { get; set; }

    /// <summary>The stream that it is in.</summary>
    public string? LogStreamName { get; set; }
}

internal sealed record DescribeLogGroupsBody(string? LogGroupNamePrefix, string? NextToken)
{
    public DescribeLogGroupsBody(DescribeLogGroupsRequest request)
        : this(request.LogGroupNamePrefix, request.NextToken)
    {
    }
}

internal sealed record DescribeLogGroupsAnswer(IReadOnlyList<LogGroup>? LogGroups, string? NextToken);

internal sealed record FilterLogEventsBody(string LogGroupName, long? StartTime, int? Limit, string? NextToken)
{
    public FilterLogEventsBody(FilterLogEventsRequest request)
        : this(request.LogGroupName, request.StartTime, request.Limit, request.NextToken) =>
        (FilterPattern, LogStreamNamePrefix) = (request.FilterPattern, request.LogStreamNamePrefix);

    public string? FilterPattern { get; }

    public string? LogStreamNamePrefix { get; }
}

internal sealed record FilterLogEventsAnswer(IReadOnlyList<FilteredLogEvent>? Events, string? NextToken);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DescribeLogGroupsBody))]
[JsonSerializable(typeof(DescribeLogGroupsAnswer))]
[JsonSerializable(typeof(FilterLogEventsBody))]
[JsonSerializable(typeof(FilterLogEventsAnswer))]
[JsonSerializable(typeof(DescribeMetricFiltersRequest))]
[JsonSerializable(typeof(DescribeMetricFiltersResponse))]
[JsonSerializable(typeof(DescribeQueriesRequest))]
[JsonSerializable(typeof(DescribeQueriesResponse))]
[JsonSerializable(typeof(DescribeQueryDefinitionsRequest))]
[JsonSerializable(typeof(DescribeQueryDefinitionsResponse))]
internal sealed partial class LogsJson : JsonSerializerContext;
