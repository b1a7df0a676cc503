using Amazon.CloudWatchLogs.Model;
using Amazon.Runtime;

namespace Amazon.CloudWatchLogs
{
    /// <content>Metric filters and queries.</content>
    public sealed partial class AmazonCloudWatchLogsClient
    {
        /// <summary><c>ResourceNotFoundException</c> (400) where the log group does not exist.</summary>
        internal Task<DescribeMetricFiltersResponse> DescribeMetricFiltersAsync(DescribeMetricFiltersRequest request, CancellationToken cancellationToken = default) =>
            SendJsonAsync("DescribeMetricFilters", request, LogsJson.Default.DescribeMetricFiltersRequest, LogsJson.Default.DescribeMetricFiltersResponse, cancellationToken);

        internal Task<DescribeQueriesResponse> DescribeQueriesAsync(DescribeQueriesRequest request, CancellationToken cancellationToken = default) =>
            SendJsonAsync("DescribeQueries", request, LogsJson.Default.DescribeQueriesRequest, LogsJson.Default.DescribeQueriesResponse, cancellationToken);

        internal Task<DescribeQueryDefinitionsResponse> DescribeQueryDefinitionsAsync(DescribeQueryDefinitionsRequest request, CancellationToken cancellationToken = default) =>
            SendJsonAsync(
                "DescribeQueryDefinitions", request, LogsJson.Default.DescribeQueryDefinitionsRequest, LogsJson.Default.DescribeQueryDefinitionsResponse, cancellationToken);
    }
}

namespace Amazon.CloudWatchLogs.Model
{
    internal sealed class DescribeMetricFiltersRequest
    {
        public string? LogGroupName { get; set; }

        public string? NextToken { get; set; }
    }

    internal sealed class DescribeMetricFiltersResponse : AmazonWebServiceResponse
    {
        public List<MetricFilter>? MetricFilters { get; set; }

        public string? NextToken { get; set; }
    }

    internal sealed class MetricFilter
    {
        public string? FilterName { get; set; }

        public string? FilterPattern { get; set; }

        public string? LogGroupName { get; set; }

        public List<MetricTransformation>? MetricTransformations { get; set; }
    }

    internal sealed class MetricTransformation
    {
        public string? MetricName { get; set; }

        public string? MetricNamespace { get; set; }

        public double? DefaultValue { get; set; }

        public Dictionary<string, string>? Dimensions { get; set; }
    }

    internal sealed class DescribeQueriesRequest
    {
        public string? LogGroupName { get; set; }

        public int? MaxResults { get; set; }

        public string? NextToken { get; set; }
    }

    internal sealed class DescribeQueriesResponse : AmazonWebServiceResponse
    {
        public List<QueryInfo>? Queries { get; set; }

        public string? NextToken { get; set; }
    }

    internal sealed class QueryInfo
    {
        public string? QueryLanguage { get; set; }

        public string? QueryString { get; set; }

        public string? Status { get; set; }

        /// <summary>Milliseconds since 1970 UTC.</summary>
        public long? CreateTime { get; set; }

        public string? LogGroupName { get; set; }
    }

    internal sealed class DescribeQueryDefinitionsRequest
    {
        public int? MaxResults { get; set; }

        public string? NextToken { get; set; }
    }

    internal sealed class DescribeQueryDefinitionsResponse : AmazonWebServiceResponse
    {
        public List<QueryDefinition>? QueryDefinitions { get; set; }

        public string? NextToken { get; set; }
    }

    internal sealed class QueryDefinition
    {
        public string? QueryLanguage { get; set; }

        public string? Name { get; set; }

        public string? QueryString { get; set; }

        /// <summary>Milliseconds since 1970 UTC.</summary>
        public long? LastModified { get; set; }

        public List<string>? LogGroupNames { get; set; }
    }
}
