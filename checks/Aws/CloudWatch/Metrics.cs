using System.Text.Json.Serialization;
using Amazon.Runtime;
using EksGrader.Checks.Aws.Pipeline;

namespace Amazon.CloudWatch.Model;

internal sealed class Dimension
{
    public string? Name { get; set; }

    public string? Value { get; set; }
}

internal sealed class Metric
{
    public string? Namespace { get; set; }

    public string? MetricName { get; set; }

    public List<Dimension>? Dimensions { get; set; }
}

internal sealed class MetricStat
{
    public Metric? Metric { get; set; }

    public int? Period { get; set; }

    public string? Stat { get; set; }
}

internal sealed class MetricDataQuery
{
    public string? Id { get; set; }

    public MetricStat? MetricStat { get; set; }
}

internal sealed class GetMetricDataRequest
{
    public required List<MetricDataQuery> MetricDataQueries { get; set; }

    [JsonConverter(typeof(TimestampConverter))]
    public DateTimeOffset? StartTime { get; set; }

    [JsonConverter(typeof(TimestampConverter))]
    public DateTimeOffset? EndTime { get; set; }

    public string? ScanBy { get; set; }

    public string? NextToken { get; set; }
}

internal sealed class GetMetricDataResponse : AmazonWebServiceResponse
{
    public List<MetricDataResult>? MetricDataResults { get; set; }

    public string? NextToken { get; set; }
}

internal sealed class MetricDataResult
{
    public string? Id { get; set; }

    /// <summary>Seconds since 1970, with a fraction.</summary>
    public List<double>? Timestamps { get; set; }

    public List<double>? Values { get; set; }

    public string? StatusCode { get; set; }
}

internal sealed class DimensionFilter
{
    public required string Name { get; set; }

    public string? Value { get; set; }
}

internal sealed class ListMetricsRequest
{
    public string? Namespace { get; set; }

    public string? MetricName { get; set; }

    public List<DimensionFilter>? Dimensions { get; set; }

    public string? RecentlyActive { get; set; }

    public string? NextToken { get; set; }
}

internal sealed class ListMetricsResponse : AmazonWebServiceResponse
{
    public List<Metric>? Metrics { get; set; }

    public string? NextToken { get; set; }
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DescribeAlarmsRequest))]
[JsonSerializable(typeof(DescribeAlarmsResponse))]
[JsonSerializable(typeof(DescribeAlarmHistoryRequest))]
[JsonSerializable(typeof(DescribeAlarmHistoryResponse))]
[JsonSerializable(typeof(GetMetricDataRequest))]
[JsonSerializable(typeof(GetMetricDataResponse))]
[JsonSerializable(typeof(ListMetricsRequest))]
[JsonSerializable(typeof(ListMetricsResponse))]
internal sealed partial class CloudWatchJson : JsonSerializerContext;
