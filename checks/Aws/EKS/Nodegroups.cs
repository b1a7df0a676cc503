using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.EKS.Model;
using Amazon.Runtime;
using EksGrader.Checks.Aws.Pipeline;

namespace Amazon.EKS
{
    /// <content>Node groups.</content>
    public sealed partial class AmazonEKSClient
    {
        /// <summary>One page of a cluster's managed node groups, by name. IAM action <c>eks:ListNodegroups</c>.</summary>
        /// <exception cref="AmazonServiceException"><c>ResourceNotFoundException</c> (404) where the cluster does not exist.</exception>
        public Task<ListNodegroupsResponse> ListNodegroupsAsync(ListNodegroupsRequest request, CancellationToken cancellationToken = default)
        {
            var call = new ServiceCall("ListNodegroups")
            {
                Method = "GET",
                Path = "/clusters/{name}/node-groups",
                PathParameters = new Dictionary<string, string>(StringComparer.Ordinal) { ["{name}"] = request.ClusterName },
                Parameters = QueryParameters.Of(("nextToken", request.NextToken)),
            };
            return SendAsync(call, ListNodegroupsResponse.Read, cancellationToken);
        }

        /// <summary>Describes a managed node group. IAM action <c>eks:DescribeNodegroup</c>.</summary>
        /// <exception cref="AmazonServiceException"><c>ResourceNotFoundException</c> (404) where it or the cluster does not exist.</exception>
        public Task<DescribeNodegroupResponse> DescribeNodegroupAsync(DescribeNodegroupRequest request, CancellationToken cancellationToken = default)
        {
            var call = new ServiceCall("DescribeNodegroup")
            {
                Method = "GET",
                Path = "/clusters/{name}/node-groups/{nodegroup}",
                PathParameters = new Dictionary<string, string>(StringComparer.Ordinal) { ["{name}"] = request.ClusterName, ["{nodegroup}"] = request.NodegroupName },
            };
            return SendAsync(call, DescribeNodegroupResponse.Read, cancellationToken);
        }
    }
}

namespace Amazon.EKS.Model
{
    /// <summary>Asks for a page of node groups.</summary>
    public sealed class ListNodegroupsRequest
    {
        /// <summary>The cluster.</summary>
        public required string ClusterName { get; set; }

        /// <summary>Where the page before ended; null for the first.</summary>
        public string? NextToken { get; set; }
    }

    /// <summary>A page of node groups.</summary>
    public sealed class ListNodegroupsResponse : AmazonWebServiceResponse
    {
        /// <summary>Their names.</summary>
        public IReadOnlyList<string> Nodegroups { get; set; } = [];

        /// <summary>Where the next page begins; null after the last.</summary>
        public string? NextToken { get; set; }

        internal static ListNodegroupsResponse Read(byte[] body)
        {
            var answer = JsonSerializer.Deserialize(body, EksJson.Default.ListNodegroupsBody);
            return new ListNodegroupsResponse { Nodegroups = answer?.Nodegroups ?? throw new JsonException("No node groups."), NextToken = answer.NextToken };
        }
    }

    /// <summary>Asks for one node group.</summary>
    public sealed class DescribeNodegroupRequest
    {
        /// <summary>The cluster.</summary>
        public required string ClusterName { get; set; }

        /// <summary>The node group.</summary>
        public required string NodegroupName { get; set; }
    }

    /// <summary>One node group.</summary>
    public sealed class DescribeNodegroupResponse : AmazonWebServiceResponse
    {
        /// <summary>The node group; null where the answer held none.</summary>
        public Nodegroup? Nodegroup { get; set; }

        internal static DescribeNodegroupResponse Read(byte[] body) =>
            new() { Nodegroup = JsonSerializer.Deserialize(body, EksJson.Default.DescribeNodegroupBody)?.Nodegroup };
    }

    /// <summary>A managed node group (EKS API reference, Nodegroup).</summary>
    public sealed class Nodegroup
    {
        /// <summary>Its name.</summary>
        public string? NodegroupName { get; set; }

        /// <summary>CREATING, ACTIVE, UPDATING, DELETING, CREATE_FAILED, DELETE_FAILED or DEGRADED.</summary>
        public string? Status { get; set; }

        /// <summary>The Kubernetes version of its nodes.</summary>
        public string? Version { get; set; }

        /// <summary>The version of its AMI, such as <c>1.33.5-20261120</c>; an AMI id where the student brought it.</summary>
        public string? ReleaseVersion { get; set; }

        /// <summary>When it was made.</summary>
        [JsonConverter(typeof(TimestampConverter))]
        public DateTimeOffset? CreatedAt { get; set; }

        /// <summary>When it was last changed.</summary>
        [JsonConverter(typeof(TimestampConverter))]
        public DateTimeOffset? ModifiedAt { get; set; }

        /// <summary>ON_DEMAND, SPOT or CAPACITY_BLOCK.</summary>
        public string? CapacityType { get; set; }

        /// <summary>The kind of AMI.</summary>
        public string? AmiType { get; set; }

        /// <summary>Its subnets.</summary>
        public IReadOnlyList<string>? Subnets { get; set; }

        [JsonInclude]
        internal NodegroupScalingConfig? ScalingConfig { get; set; }

        [JsonInclude]
        internal NodegroupUpdateConfig? UpdateConfig { get; set; }

        [JsonInclude]
        internal NodegroupHealth? Health { get; set; }

        [JsonInclude]
        internal RemoteAccessConfig? RemoteAccess { get; set; }

        [JsonInclude]
        internal NodegroupResources? Resources { get; set; }
    }

    internal sealed class NodegroupScalingConfig
    {
        public int? MinSize { get; set; }

        public int? MaxSize { get; set; }

        public int? DesiredSize { get; set; }
    }

    internal sealed class NodegroupUpdateConfig
    {
        public int? MaxUnavailable { get; set; }

        public int? MaxUnavailablePercentage { get; set; }

        public string? UpdateStrategy { get; set; }
    }

    internal sealed class NodegroupHealth
    {
        public List<HealthIssue>? Issues { get; set; }
    }

    internal sealed class RemoteAccessConfig
    {
        public List<string>? SourceSecurityGroups { get; set; }
    }

    internal sealed class NodegroupResources
    {
        public List<AutoScalingGroup>? AutoScalingGroups { get; set; }

        public string? RemoteAccessSecurityGroup { get; set; }
    }

    internal sealed class AutoScalingGroup
    {
        public string? Name { get; set; }
    }

    internal sealed record ListNodegroupsBody(IReadOnlyList<string>? Nodegroups, string? NextToken);

    internal sealed record DescribeNodegroupBody(Nodegroup? Nodegroup);
}
