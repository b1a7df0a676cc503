using System.Text.Json.Serialization;
using Amazon.EKS.Model;
using Amazon.Runtime;
using EksGrader.Checks.Aws.Pipeline;

namespace Amazon.EKS
{
    /// <content>Capabilities: Argo CD, ACK and kro that AWS runs outside the cluster.</content>
    public sealed partial class AmazonEKSClient
    {
        internal Task<ListCapabilitiesResponse> ListCapabilitiesAsync(ListCapabilitiesRequest request, CancellationToken cancellationToken = default) => SendAsync(
            Get("ListCapabilities", "/clusters/{name}/capabilities", [("{name}", request.ClusterName)], ("nextToken", request.NextToken)),
            EksJson.Default.ListCapabilitiesResponse,
            cancellationToken);

        internal Task<DescribeCapabilityResponse> DescribeCapabilityAsync(DescribeCapabilityRequest request, CancellationToken cancellationToken = default) => SendAsync(
            Get(
                "DescribeCapability",
                "/clusters/{name}/capabilities/{capabilityName}",
                [("{name}", request.ClusterName), ("{capabilityName}", request.CapabilityName)]),
            EksJson.Default.DescribeCapabilityResponse,
            cancellationToken);
    }
}

namespace Amazon.EKS.Model
{
    internal sealed class ListCapabilitiesRequest
    {
        public required string ClusterName { get; set; }

        public string? NextToken { get; set; }
    }

    internal sealed class ListCapabilitiesResponse : AmazonWebServiceResponse
    {
        public List<CapabilitySummary>? Capabilities { get; set; }

        public string? NextToken { get; set; }
    }

    internal sealed class CapabilitySummary
    {
        public string? CapabilityName { get; set; }
    }

    internal sealed class DescribeCapabilityRequest
    {
        public required string ClusterName { get; set; }

        public required string CapabilityName { get; set; }
    }

    internal sealed class DescribeCapabilityResponse : AmazonWebServiceResponse
    {
        public Capability? Capability { get; set; }
    }

    internal sealed class Capability
    {
        public string? CapabilityName { get; set; }

        public string? Type { get; set; }

        public string? Status { get; set; }

        public string? Version { get; set; }

        public CapabilityConfigurationResponse? Configuration { get; set; }

        public CapabilityHealth? Health { get; set; }

        [JsonConverter(typeof(TimestampConverter))]
        public DateTimeOffset? CreatedAt { get; set; }
    }

    internal sealed class CapabilityConfigurationResponse
    {
        public ArgoCdConfigResponse? ArgoCd { get; set; }
    }

    internal sealed class ArgoCdConfigResponse
    {
        public string? Namespace { get; set; }
    }

    internal sealed class CapabilityHealth
    {
        public List<HealthIssue>? Issues { get; set; }
    }
}
