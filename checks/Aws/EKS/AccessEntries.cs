using Amazon.EKS.Model;
using Amazon.Runtime;

namespace Amazon.EKS
{
    /// <content>Access entries and their policies.</content>
    public sealed partial class AmazonEKSClient
    {
        /// <summary><c>InvalidRequestException</c> (400) where the authentication mode is CONFIG_MAP.</summary>
        internal Task<ListAccessEntriesResponse> ListAccessEntriesAsync(ListAccessEntriesRequest request, CancellationToken cancellationToken = default) => SendAsync(
            Get("ListAccessEntries", "/clusters/{name}/access-entries", [("{name}", request.ClusterName)], ("nextToken", request.NextToken)),
            EksJson.Default.ListAccessEntriesResponse,
            cancellationToken);

        internal Task<DescribeAccessEntryResponse> DescribeAccessEntryAsync(DescribeAccessEntryRequest request, CancellationToken cancellationToken = default) => SendAsync(
            Get(
                "DescribeAccessEntry",
                "/clusters/{name}/access-entries/{principalArn}",
                [("{name}", request.ClusterName), ("{principalArn}", request.PrincipalArn)]),
            EksJson.Default.DescribeAccessEntryResponse,
            cancellationToken);

        internal Task<ListAssociatedAccessPoliciesResponse> ListAssociatedAccessPoliciesAsync(
            ListAssociatedAccessPoliciesRequest request, CancellationToken cancellationToken = default) => SendAsync(
            Get(
                "ListAssociatedAccessPolicies",
                "/clusters/{name}/access-entries/{principalArn}/access-policies",
                [("{name}", request.ClusterName), ("{principalArn}", request.PrincipalArn)],
                ("nextToken", request.NextToken)),
            EksJson.Default.ListAssociatedAccessPoliciesResponse,
            cancellationToken);
    }
}

namespace Amazon.EKS.Model
{
    internal sealed class ListAccessEntriesRequest
    {
        public required string ClusterName { get; set; }

        public string? NextToken { get; set; }
    }

    internal sealed class ListAccessEntriesResponse : AmazonWebServiceResponse
    {
        /// <summary>The principals' ARNs.</summary>
        public List<string>? AccessEntries { get; set; }

        public string? NextToken { get; set; }
    }

    internal sealed class DescribeAccessEntryRequest
    {
        public required string ClusterName { get; set; }

        public required string PrincipalArn { get; set; }
    }

    internal sealed class DescribeAccessEntryResponse : AmazonWebServiceResponse
    {
        public AccessEntry? AccessEntry { get; set; }
    }

    internal sealed class AccessEntry
    {
        public string? PrincipalArn { get; set; }

        public List<string>? KubernetesGroups { get; set; }

        public string? Username { get; set; }

        public string? Type { get; set; }
    }

    internal sealed class ListAssociatedAccessPoliciesRequest
    {
        public required string ClusterName { get; set; }

        public required string PrincipalArn { get; set; }

        public string? NextToken { get; set; }
    }

    internal sealed class ListAssociatedAccessPoliciesResponse : AmazonWebServiceResponse
    {
        public List<AssociatedAccessPolicy>? AssociatedAccessPolicies { get; set; }

        public string? NextToken { get; set; }
    }

    internal sealed class AssociatedAccessPolicy
    {
        public string? PolicyArn { get; set; }

        public AccessScope? AccessScope { get; set; }
    }

    internal sealed class AccessScope
    {
        public string? Type { get; set; }

        public List<string>? Namespaces { get; set; }
    }
}
