using System.Text.Json.Serialization;
using Amazon.EKS.Model;
using Amazon.Runtime;
using EksGrader.Checks.Aws.Pipeline;

namespace Amazon.EKS
{
    /// <content>Add-ons.</content>
    public sealed partial class AmazonEKSClient
    {
        internal Task<ListAddonsResponse> ListAddonsAsync(ListAddonsRequest request, CancellationToken cancellationToken = default) => SendAsync(
            Get("ListAddons", "/clusters/{name}/addons", [("{name}", request.ClusterName)], ("nextToken", request.NextToken)),
            EksJson.Default.ListAddonsResponse,
            cancellationToken);

        internal Task<DescribeAddonResponse> DescribeAddonAsync(DescribeAddonRequest request, CancellationToken cancellationToken = default) => SendAsync(
            Get("DescribeAddon", "/clusters/{name}/addons/{addonName}", [("{name}", request.ClusterName), ("{addonName}", request.AddonName)]),
            EksJson.Default.DescribeAddonResponse,
            cancellationToken);

        internal Task<DescribeAddonVersionsResponse> DescribeAddonVersionsAsync(DescribeAddonVersionsRequest request, CancellationToken cancellationToken = default) => SendAsync(
            Get(
                "DescribeAddonVersions",
                "/addons/supported-versions",
                [],
                ("kubernetesVersion", request.KubernetesVersion),
                ("addonName", request.AddonName),
                ("nextToken", request.NextToken)),
            EksJson.Default.DescribeAddonVersionsResponse,
            cancellationToken);
    }
}

namespace Amazon.EKS.Model
{
    internal sealed class ListAddonsRequest
    {
        public required string ClusterName { get; set; }

        public string? NextToken { get; set; }
    }

    internal sealed class ListAddonsResponse : AmazonWebServiceResponse
    {
        public List<string>? Addons { get; set; }

        public string? NextToken { get; set; }
    }

    internal sealed class DescribeAddonRequest
    {
        public required string ClusterName { get; set; }

        public required string AddonName { get; set; }
    }

    internal sealed class DescribeAddonResponse : AmazonWebServiceResponse
    {
        public Addon? Addon { get; set; }
    }

    internal sealed class Addon
    {
        public string? AddonName { get; set; }

        public string? AddonVersion { get; set; }

        public string? Status { get; set; }

        public AddonHealth? Health { get; set; }

        public AddonNamespaceConfigResponse? NamespaceConfig { get; set; }

        [JsonConverter(typeof(TimestampConverter))]
        public DateTimeOffset? CreatedAt { get; set; }

        [JsonConverter(typeof(TimestampConverter))]
        public DateTimeOffset? ModifiedAt { get; set; }
    }

    internal sealed class AddonHealth
    {
        public List<HealthIssue>? Issues { get; set; }
    }

    internal sealed class AddonNamespaceConfigResponse
    {
        public string? Namespace { get; set; }
    }

    internal sealed class DescribeAddonVersionsRequest
    {
        public string? KubernetesVersion { get; set; }

        public string? AddonName { get; set; }

        public string? NextToken { get; set; }
    }

    internal sealed class DescribeAddonVersionsResponse : AmazonWebServiceResponse
    {
        public List<AddonInfo>? Addons { get; set; }

        public string? NextToken { get; set; }
    }

    internal sealed class AddonInfo
    {
        public string? AddonName { get; set; }

        public List<AddonVersionInfo>? AddonVersions { get; set; }
    }

    internal sealed class AddonVersionInfo
    {
        public string? AddonVersion { get; set; }

        public List<Compatibility>? Compatibilities { get; set; }
    }

    internal sealed class Compatibility
    {
        public string? ClusterVersion { get; set; }

        public bool? DefaultVersion { get; set; }
    }
}
