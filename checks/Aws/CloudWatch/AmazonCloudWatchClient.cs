using Amazon.CloudWatch.Model;
using Amazon.Runtime;
using EksGrader.Checks.Aws.Pipeline;

namespace Amazon.CloudWatch;

internal sealed class AmazonCloudWatchConfig() : ServiceConfig(ServiceDescription.CloudWatch);

/// <summary>CloudWatch 2010-08-01 with the names of AWSSDK.CloudWatch, as far as this project calls it.</summary>
internal sealed class AmazonCloudWatchClient(AWSCredentials credentials, AmazonCloudWatchConfig config) : ServiceClient(credentials, config)
{
    public Task<DescribeAlarmsResponse> DescribeAlarmsAsync(DescribeAlarmsRequest request, CancellationToken cancellationToken = default) =>
        SendJsonAsync("DescribeAlarms", request, CloudWatchJson.Default.DescribeAlarmsRequest, CloudWatchJson.Default.DescribeAlarmsResponse, cancellationToken);

    public Task<DescribeAlarmHistoryResponse> DescribeAlarmHistoryAsync(DescribeAlarmHistoryRequest request, CancellationToken cancellationToken = default) =>
        SendJsonAsync(
            "DescribeAlarmHistory", request, CloudWatchJson.Default.DescribeAlarmHistoryRequest, CloudWatchJson.Default.DescribeAlarmHistoryResponse, cancellationToken);

    public Task<GetMetricDataResponse> GetMetricDataAsync(GetMetricDataRequest request, CancellationToken cancellationToken = default) =>
        SendJsonAsync("GetMetricData", request, CloudWatchJson.Default.GetMetricDataRequest, CloudWatchJson.Default.GetMetricDataResponse, cancellationToken);

    public Task<ListMetricsResponse> ListMetricsAsync(ListMetricsRequest request, CancellationToken cancellationToken = default) =>
        SendJsonAsync("ListMetrics", request, CloudWatchJson.Default.ListMetricsRequest, CloudWatchJson.Default.ListMetricsResponse, cancellationToken);
}
