using System.Text.Json.Serialization;
using Amazon.ManagedGrafana.Model;
using Amazon.Runtime;
using EksGrader.Checks.Aws.Pipeline;

namespace Amazon.ManagedGrafana
{
    internal sealed class AmazonManagedGrafanaConfig() : ServiceConfig(ServiceDescription.Grafana);

    /// <summary>Amazon Managed Grafana 2020-08-18 with the names of AWSSDK.ManagedGrafana, as far as this project calls it.</summary>
    internal sealed class AmazonManagedGrafanaClient(AWSCredentials credentials, AmazonManagedGrafanaConfig config) : ServiceClient(credentials, config)
    {
        public Task<ListWorkspacesResponse> ListWorkspacesAsync(ListWorkspacesRequest request, CancellationToken cancellationToken = default)
        {
            var call = new ServiceCall("ListWorkspaces") { Method = "GET", Path = "/workspaces", Parameters = QueryParameters.Of(("nextToken", request.NextToken)) };
            return SendAsync(call, body => ReadJson(body, WorkspacesJson.Default.ListWorkspacesResponse), cancellationToken);
        }
    }
}

namespace Amazon.ManagedGrafana.Model
{
    internal sealed class ListWorkspacesRequest
    {
        public string? NextToken { get; set; }
    }

    internal sealed class ListWorkspacesResponse : AmazonWebServiceResponse
    {
        public List<WorkspaceSummary>? Workspaces { get; set; }

        public string? NextToken { get; set; }
    }

    internal sealed class WorkspaceSummary
    {
        public string? Status { get; set; }

        /// <summary>A host name.</summary>
        public string? Endpoint { get; set; }

        public string? GrafanaVersion { get; set; }

        [JsonConverter(typeof(TimestampConverter))]
        public DateTimeOffset? Created { get; set; }
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(ListWorkspacesResponse))]
    internal sealed partial class WorkspacesJson : JsonSerializerContext;
}
