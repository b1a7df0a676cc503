using System.Text.Json.Serialization;
using Amazon.PrometheusService.Model;
using Amazon.Runtime;
using EksGrader.Checks.Aws.Pipeline;

namespace Amazon.PrometheusService
{
    internal sealed class AmazonPrometheusServiceConfig() : ServiceConfig(ServiceDescription.Prometheus);

    /// <summary>Amazon Managed Service for Prometheus 2020-08-01 with the names of AWSSDK.PrometheusService, as far as this project calls it.</summary>
    internal sealed class AmazonPrometheusServiceClient(AWSCredentials credentials, AmazonPrometheusServiceConfig config) : ServiceClient(credentials, config)
    {
        public Task<ListScrapersResponse> ListScrapersAsync(ListScrapersRequest request, CancellationToken cancellationToken = default)
        {
            var call = new ServiceCall("ListScrapers") { Method = "GET", Path = "/scrapers", Parameters = QueryParameters.Of(("nextToken", request.NextToken)) };
            return SendAsync(call, body => ReadJson(body, ScrapersJson.Default.ListScrapersResponse), cancellationToken);
        }
    }
}

namespace Amazon.PrometheusService.Model
{
    internal sealed class ListScrapersRequest
    {
        public string? NextToken { get; set; }
    }

    internal sealed class ListScrapersResponse : AmazonWebServiceResponse
    {
        public List<ScraperSummary>? Scrapers { get; set; }

        public string? NextToken { get; set; }
    }

    internal sealed class ScraperSummary
    {
        public ScraperStatus? Status { get; set; }

        public Source? Source { get; set; }

        public Destination? Destination { get; set; }

        [JsonConverter(typeof(TimestampConverter))]
        public DateTimeOffset? CreatedAt { get; set; }
    }

    internal sealed class ScraperStatus
    {
        public string? StatusCode { get; set; }
    }

    internal sealed class Source
    {
        public EksConfiguration? EksConfiguration { get; set; }
    }

    internal sealed class EksConfiguration
    {
        public string? ClusterArn { get; set; }
    }

    internal sealed class Destination
    {
        public AmpConfiguration? AmpConfiguration { get; set; }
    }

    internal sealed class AmpConfiguration
    {
        public string? WorkspaceArn { get; set; }
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(ListScrapersResponse))]
    internal sealed partial class ScrapersJson : JsonSerializerContext;
}
