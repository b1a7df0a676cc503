using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Model;
using Amazon.Runtime;
using EksGrader.Checks.Clusters;

namespace EksGrader.Checks.Aws;

/// <summary>A fact that may be missing.</summary>
/// <param name="Value">The fact.</param>
internal sealed record Maybe<T>(T Value);

/// <summary>Log groups and their events as windows see them.</summary>
internal sealed class LogReads(AmazonCloudWatchLogsClient logs)
{
    public async Task<Seen<Maybe<bool>>> ExistsAsync(string name, CancellationToken cancellationToken)
    {
        bool IsIt(LogGroup group) => string.Equals(group.LogGroupName, name, StringComparison.Ordinal);
        var groups = await AwsPaging.ReadAsync(
            token => logs.DescribeLogGroupsAsync(new DescribeLogGroupsRequest { LogGroupNamePrefix = name, NextToken = token }, cancellationToken),
            page => page.LogGroups,
            page => page.NextToken,
            enough: all => all.Exists(IsIt));
        return new(new Maybe<bool>(groups.Items.Any(IsIt)), groups.Bytes);
    }

    /// <summary>The newest event of the first page that holds any: a page may be empty although more follow (CloudWatch Logs API reference, FilterLogEvents).</summary>
    public async Task<Seen<Maybe<DateTimeOffset?>>> NewestAsync(string name, DateTimeOffset since, CancellationToken cancellationToken)
    {
        try
        {
            var events = await AwsPaging.ReadAsync(
                token => logs.FilterLogEventsAsync(
                    new FilterLogEventsRequest { LogGroupName = name, StartTime = since.ToUnixTimeMilliseconds(), Limit = 50, NextToken = token }, cancellationToken),
                page => page.Events,
                page => page.NextToken,
                enough: all => all.Count > 0);
            var newest = events.Items.Select(e => e.Timestamp).Where(t => t >= since.ToUnixTimeMilliseconds()).Max();
            return new(new Maybe<DateTimeOffset?>(newest is { } time ? Time(time) : null), events.Bytes);
        }
        catch (AmazonServiceException e) when (AwsErrorCodes.IsNotFound(e))
        {
            return new(new Maybe<DateTimeOffset?>(null));
        }
    }

    private static DateTimeOffset Time(long milliseconds) =>
        milliseconds < DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : throw new SenselessAnswerException("An event beyond all time.");
}
