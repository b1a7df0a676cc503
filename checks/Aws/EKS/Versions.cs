using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.EKS.Model;
using Amazon.Runtime;
using EksGrader.Checks.Aws.Pipeline;

namespace Amazon.EKS
{
    /// <content>Versions and insights.</content>
    public sealed partial class AmazonEKSClient
    {
        internal Task<DescribeClusterVersionsResponse> DescribeClusterVersionsAsync(DescribeClusterVersionsRequest request, CancellationToken cancellationToken = default) => SendAsync(
            Get("DescribeClusterVersions", "/cluster-versions", [], ("includeAll", request.IncludeAll ? "true" : null), ("nextToken", request.NextToken)),
            EksJson.Default.DescribeClusterVersionsResponse,
            cancellationToken);

        internal Task<ListInsightsResponse> ListInsightsAsync(ListInsightsRequest request, CancellationToken cancellationToken = default)
        {
            var body = new ListInsightsRequestBody(new InsightsFilter(request.Categories), request.NextToken);
            var call = new ServiceCall("ListInsights")
            {
                Path = "/clusters/{name}/insights",
                PathParameters = new Dictionary<string, string>(StringComparer.Ordinal) { ["{name}"] = request.ClusterName },
                Body = JsonSerializer.SerializeToUtf8Bytes(body, EksJson.Default.ListInsightsRequestBody),
            };
            return SendAsync(call, EksJson.Default.ListInsightsResponse, cancellationToken);
        }

        internal Task<DescribeInsightResponse> DescribeInsightAsync(DescribeInsightRequest request, CancellationToken cancellationToken = default) => SendAsync(
            Get("DescribeInsight", "/clusters/{name}/insights/{id}", [("{name}", request.ClusterName), ("{id}", request.Id)]),
            EksJson.Default.DescribeInsightResponse,
            cancellationToken);
    }
}

namespace Amazon.EKS.Model
{
    internal sealed class DescribeClusterVersionsRequest
    {
        public bool IncludeAll { get; set; }

        public string? NextToken { get; set; }
    }

    internal sealed class DescribeClusterVersionsResponse : AmazonWebServiceResponse
    {
        public List<ClusterVersionInformation>? ClusterVersions { get; set; }

        public string? NextToken { get; set; }
    }

    internal sealed class ClusterVersionInformation
    {
        public string? ClusterVersion { get; set; }

        public bool? DefaultVersion { get; set; }

        public string? VersionStatus { get; set; }

        /// <summary>What older answers said instead, in lower case with a hyphen.</summary>
        public string? Status { get; set; }

        [JsonConverter(typeof(TimestampConverter))]
        public DateTimeOffset? EndOfStandardSupportDate { get; set; }

        [JsonConverter(typeof(TimestampConverter))]
        public DateTimeOffset? EndOfExtendedSupportDate { get; set; }
    }

    internal sealed class ListInsightsRequest
    {
        public required string ClusterName { get; set; }

        public required List<string> Categories { get; set; }

        public string? NextToken { get; set; }
    }

    internal sealed record InsightsFilter(List<string> Categories);

    internal sealed record ListInsightsRequestBody(InsightsFilter Filter, string? NextToken);

    internal sealed class ListInsightsResponse : AmazonWebServiceResponse
    {
        public List<Insight>? Insights { get; set; }

        public string? NextToken { get; set; }
    }

    internal sealed class DescribeInsightRequest
    {
        public required string ClusterName { get; set; }

        public required string Id { get; set; }
    }

    internal sealed class DescribeInsightResponse : AmazonWebServiceResponse
    {
        public Insight? Insight { get; set; }
    }

    internal sealed class Insight
    {
        public string? Id { get; set; }

        public string? Name { get; set; }

        public string? Category { get; set; }

        public string? KubernetesVersion { get; set; }

        [JsonConverter(typeof(TimestampConverter))]
        public DateTimeOffset? LastRefreshTime { get; set; }

        public InsightStatus? InsightStatus { get; set; }

        public InsightCategorySpecificSummary? CategorySpecificSummary { get; set; }
    }

    internal sealed class InsightStatus
    {
        public string? Status { get; set; }
    }

    internal sealed class InsightCategorySpecificSummary
    {
        public List<DeprecationDetail>? DeprecationDetails { get; set; }
    }

    internal sealed class DeprecationDetail
    {
        public string? Usage { get; set; }

        public string? ReplacedWith { get; set; }

        public string? StopServingVersion { get; set; }
    }
}
