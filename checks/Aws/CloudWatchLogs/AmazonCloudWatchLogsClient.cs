using System.Text.Json;
using Amazon.CloudWatchLogs.Model;
using Amazon.Runtime;
using EksGrader.Checks.Aws.Pipeline;

namespace Amazon.CloudWatchLogs;

/// <summary>Settings of <see cref="AmazonCloudWatchLogsClient"/>.</summary>
public sealed class AmazonCloudWatchLogsConfig() : ServiceConfig(ServiceDescription.Logs);

/// <summary>CloudWatch Logs 2014-03-28 with the names of AWSSDK.CloudWatchLogs, as far as this project calls it.</summary>
/// <param name="credentials">Whose calls they are.</param>
/// <param name="config">Region and HTTP.</param>
public sealed partial class AmazonCloudWatchLogsClient(AWSCredentials credentials, AmazonCloudWatchLogsConfig config) : ServiceClient(credentials, config)
{
    /// <summary>One page of log groups, up to 50. IAM action <c>logs:DescribeLogGroups</c>.</summary>
    /// <exception cref="AmazonServiceException">AWS answered with an error.</exception>
    public Task<DescribeLogGroupsResponse> DescribeLogGroupsAsync(DescribeLogGroupsRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(
            new ServiceCall("DescribeLogGroups") { Body = JsonSerializer.SerializeToUtf8Bytes(new DescribeLogGroupsBody(request), LogsJson.Default.DescribeLogGroupsBody) },
            DescribeLogGroupsResponse.Read,
            cancellationToken);

    /// <summary>One page of events; a page may be empty although more follow. IAM action <c>logs:FilterLogEvents</c>.</summary>
    /// <exception cref="AmazonServiceException"><c>ResourceNotFoundException</c> (400) where the log group does not exist.</exception>
    public Task<FilterLogEventsResponse> FilterLogEventsAsync(FilterLogEventsRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(
            new ServiceCall("FilterLogEvents") { Body = JsonSerializer.SerializeToUtf8Bytes(new FilterLogEventsBody(request), LogsJson.Default.FilterLogEventsBody) },
            FilterLogEventsResponse.Read,
            cancellationToken);
}
