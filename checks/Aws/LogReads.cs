using System.Text;
using System.Text.Json;
using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Model;
using Amazon.Runtime;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Aws;

/// <summary>A fact that may be missing.</summary>
/// <param name="Value">The fact.</param>
internal sealed record Maybe<T>(T Value);

/// <summary>The recent events of a log group.</summary>
/// <param name="Newest">When the newest happened; null where there is none.</param>
/// <param name="Instances">The instances that they say they are of.</param>
internal sealed record RecentEvents(DateTimeOffset? Newest, IReadOnlyList<string> Instances);

/// <summary>Log groups and their events, as they are recorded.</summary>
internal sealed class LogReads(AmazonCloudWatchLogsClient logs)
{
    public async Task<ReadResult<Maybe<bool>>> ExistsAsync(string name, CancellationToken cancellationToken)
    {
        bool IsIt(LogGroup group) => string.Equals(group.LogGroupName, name, StringComparison.Ordinal);
        var groups = await AwsPaging.ReadAsync(
            token => logs.DescribeLogGroupsAsync(new DescribeLogGroupsRequest { LogGroupNamePrefix = name, NextToken = token }, cancellationToken),
            page => page.LogGroups,
            page => page.NextToken,
            enough: all => all.Exists(IsIt));
        return new(new Maybe<bool>(groups.Items.Any(IsIt)), groups.Bytes);
    }

    /// <summary>The events of the first page that holds any: a page may be empty although more follow (CloudWatch Logs API reference, FilterLogEvents).</summary>
    public async Task<ReadResult<RecentEvents>> RecentAsync(string name, DateTimeOffset since, CancellationToken cancellationToken)
    {
        try
        {
            var events = await AwsPaging.ReadAsync(
                token => logs.FilterLogEventsAsync(
                    new FilterLogEventsRequest { LogGroupName = name, StartTime = since.ToUnixTimeMilliseconds(), Limit = 50, NextToken = token }, cancellationToken),
                page => page.Events,
                page => page.NextToken,
                enough: all => all.Count > 0);
            var recent = events.Items.Where(e => e.Timestamp >= since.ToUnixTimeMilliseconds()).ToList();
            return new(
                new RecentEvents(
                    recent.Max(e => e.Timestamp) is { } newest ? Time(newest) : null,
                    [.. recent.Select(e => PerformanceEvent.InstanceOf(e.Message)).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]),
                events.Bytes);
        }
        catch (AmazonServiceException e) when (AwsErrorCodes.IsNotFound(e))
        {
            return new(new RecentEvents(null, []));
        }
    }

    internal static DateTimeOffset Time(long milliseconds) =>
        milliseconds < DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : throw new InvalidResponseException("An event beyond all time.");
}

/// <summary>
/// What a performance event of Container Insights says of where it comes from: JSON with <c>InstanceId</c> beside the figures (CloudWatch
/// user guide, "Container Insights performance log events for Amazon EKS and Kubernetes").
/// </summary>
internal static class PerformanceEvent
{
    private const int LongestId = 32;

    /// <summary>The instance that an event is of; null where it names none, or is no performance event.</summary>
    public static string? InstanceOf(string? message)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(message ?? ""));
        try
        {
            while (reader.Read())
            {
                if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("InstanceId"u8))
                {
                    return reader.Read() && reader.TokenType == JsonTokenType.String && reader.GetString() is { } id && IsInstance(id) ? id : null;
                }
            }
        }
        catch (JsonException)
        {
            // A log group holds whatever was written to it; what is no JSON names no instance.
            return null;
        }

        return null;
    }

    private static bool IsInstance(string id) => id.Length is > 2 and <= LongestId && id.StartsWith("i-", StringComparison.Ordinal) && id.Skip(2).All(char.IsAsciiLetterOrDigit);
}
