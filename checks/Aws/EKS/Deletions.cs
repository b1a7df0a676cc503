using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.EKS.Model;
using Amazon.Runtime;
using EksGrader.Checks.Aws.Pipeline;

namespace Amazon.EKS
{
    /// <content>What enforcement deletes.</content>
    public sealed partial class AmazonEKSClient
    {
        private const string ClusterPath = "/clusters/{name}";

        /// <summary>One page of a cluster's Fargate profiles, by name. IAM action <c>eks:ListFargateProfiles</c>.</summary>
        /// <exception cref="AmazonServiceException"><c>ResourceNotFoundException</c> (404) where the cluster does not exist.</exception>
        public Task<ListFargateProfilesResponse> ListFargateProfilesAsync(ListFargateProfilesRequest request, CancellationToken cancellationToken = default)
        {
            var call = OfCluster("ListFargateProfiles", "GET", $"{ClusterPath}/fargate-profiles", request.ClusterName, QueryParameters.Of(("nextToken", request.NextToken)));
            return SendAsync(call, ListFargateProfilesResponse.Read, cancellationToken);
        }

        /// <summary>Describes a Fargate profile. IAM action <c>eks:DescribeFargateProfile</c>.</summary>
        /// <exception cref="AmazonServiceException"><c>ResourceNotFoundException</c> (404) where it or the cluster does not exist.</exception>
        public Task<DescribeFargateProfileResponse> DescribeFargateProfileAsync(DescribeFargateProfileRequest request, CancellationToken cancellationToken = default) =>
            SendAsync(OfPart("DescribeFargateProfile", "GET", "fargate-profiles", request.ClusterName, request.FargateProfileName), DescribeFargateProfileResponse.Read, cancellationToken);

        /// <summary>Deletes a Fargate profile; one at a time. IAM action <c>eks:DeleteFargateProfile</c>.</summary>
        /// <exception cref="AmazonServiceException"><c>ResourceInUseException</c> (409) while another is being deleted.</exception>
        public Task<DeleteResponse> DeleteFargateProfileAsync(DeleteFargateProfileRequest request, CancellationToken cancellationToken = default) =>
            SendAsync(OfPart("DeleteFargateProfile", "DELETE", "fargate-profiles", request.ClusterName, request.FargateProfileName), DeleteResponse.Read, cancellationToken);

        /// <summary>Deletes a managed node group with its instances. IAM action <c>eks:DeleteNodegroup</c>.</summary>
        /// <exception cref="AmazonServiceException"><c>ResourceInUseException</c> (409) while it is being changed.</exception>
        public Task<DeleteResponse> DeleteNodegroupAsync(DeleteNodegroupRequest request, CancellationToken cancellationToken = default) =>
            SendAsync(OfPart("DeleteNodegroup", "DELETE", "node-groups", request.ClusterName, request.NodegroupName), DeleteResponse.Read, cancellationToken);

        /// <summary>Deletes a cluster. IAM action <c>eks:DeleteCluster</c>.</summary>
        /// <exception cref="AmazonServiceException"><c>ResourceInUseException</c> (409) while it has node groups or Fargate profiles, or is being changed.</exception>
        public Task<DeleteResponse> DeleteClusterAsync(DeleteClusterRequest request, CancellationToken cancellationToken = default) =>
            SendAsync(OfCluster("DeleteCluster", "DELETE", ClusterPath, request.Name), DeleteResponse.Read, cancellationToken);

        /// <summary>Switches the deletion protection of a cluster on or off. IAM action <c>eks:UpdateClusterConfig</c>.</summary>
        /// <exception cref="AmazonServiceException"><c>ResourceInUseException</c> (409) while it is being changed.</exception>
        public Task<DeleteResponse> UpdateClusterConfigAsync(UpdateClusterConfigRequest request, CancellationToken cancellationToken = default)
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(new UpdateClusterConfigBody(request.DeletionProtection), EksDeletionJson.Default.UpdateClusterConfigBody);
            return SendAsync(OfCluster("UpdateClusterConfig", "POST", $"{ClusterPath}/update-config", request.Name, body: body), DeleteResponse.Read, cancellationToken);
        }

        private static ServiceCall OfCluster(
            string operation, string method, string path, string cluster, IReadOnlyDictionary<string, string>? parameters = null, byte[]? body = null)
        {
            return new ServiceCall(operation)
            {
                Method = method,
                Path = path,
                PathParameters = new Dictionary<string, string>(StringComparer.Ordinal) { ["{name}"] = cluster },
                Parameters = parameters ?? new Dictionary<string, string>(StringComparer.Ordinal),
                Body = body,
            };
        }

        private static ServiceCall OfPart(string operation, string method, string parts, string cluster, string part) => new(operation)
        {
            Method = method,
            Path = $"{ClusterPath}/{parts}/{{part}}",
            PathParameters = new Dictionary<string, string>(StringComparer.Ordinal) { ["{name}"] = cluster, ["{part}"] = part },
        };
    }
}

namespace Amazon.EKS.Model
{
    /// <summary>Asks for a page of Fargate profiles.</summary>
    public sealed class ListFargateProfilesRequest
    {
        /// <summary>The cluster.</summary>
        public required string ClusterName { get; set; }

        /// <summary>Where the page before ended; null for the first.</summary>
        public string? NextToken { get; set; }
    }

    /// <summary>A page of Fargate profiles.</summary>
    public sealed class ListFargateProfilesResponse : AmazonWebServiceResponse
    {
        /// <summary>Their names.</summary>
        public IReadOnlyList<string> FargateProfileNames { get; set; } = [];

        /// <summary>Where the next page begins; null after the last.</summary>
        public string? NextToken { get; set; }

        internal static ListFargateProfilesResponse Read(byte[] body)
        {
            var answer = JsonSerializer.Deserialize(body, EksDeletionJson.Default.ListFargateProfilesBody);
            return new ListFargateProfilesResponse { FargateProfileNames = answer?.FargateProfileNames ?? throw new JsonException("No Fargate profiles."), NextToken = answer.NextToken };
        }
    }

    /// <summary>Asks for one Fargate profile.</summary>
    public sealed class DescribeFargateProfileRequest
    {
        /// <summary>The cluster.</summary>
        public required string ClusterName { get; set; }

        /// <summary>The profile.</summary>
        public required string FargateProfileName { get; set; }
    }

    /// <summary>One Fargate profile.</summary>
    public sealed class DescribeFargateProfileResponse : AmazonWebServiceResponse
    {
        /// <summary>The profile; null where the answer held none.</summary>
        public FargateProfile? FargateProfile { get; set; }

        internal static DescribeFargateProfileResponse Read(byte[] body) =>
            new() { FargateProfile = JsonSerializer.Deserialize(body, EksDeletionJson.Default.DescribeFargateProfileBody)?.FargateProfile };
    }

    /// <summary>A Fargate profile (EKS API reference, FargateProfile).</summary>
    public sealed class FargateProfile
    {
        /// <summary>Its name.</summary>
        public string? FargateProfileName { get; set; }

        /// <summary>CREATING, ACTIVE, DELETING, CREATE_FAILED or DELETE_FAILED.</summary>
        public string? Status { get; set; }

        /// <summary>When it was made.</summary>
        [JsonConverter(typeof(TimestampConverter))]
        public DateTimeOffset? CreatedAt { get; set; }

        [JsonInclude]
        internal List<FargateProfileSelector>? Selectors { get; set; }

        [JsonInclude]
        internal FargateProfileHealth? Health { get; set; }
    }

    internal sealed class FargateProfileSelector
    {
        public string? Namespace { get; set; }

        public Dictionary<string, string>? Labels { get; set; }
    }

    internal sealed class FargateProfileHealth
    {
        public List<HealthIssue>? Issues { get; set; }
    }

    /// <summary>Asks to delete a Fargate profile.</summary>
    public sealed class DeleteFargateProfileRequest
    {
        /// <summary>The cluster.</summary>
        public required string ClusterName { get; set; }

        /// <summary>The profile.</summary>
        public required string FargateProfileName { get; set; }
    }

    /// <summary>Asks to delete a node group.</summary>
    public sealed class DeleteNodegroupRequest
    {
        /// <summary>The cluster.</summary>
        public required string ClusterName { get; set; }

        /// <summary>The node group.</summary>
        public required string NodegroupName { get; set; }
    }

    /// <summary>Asks to delete a cluster.</summary>
    public sealed class DeleteClusterRequest
    {
        /// <summary>Its name.</summary>
        public required string Name { get; set; }
    }

    /// <summary>Asks to change a cluster.</summary>
    public sealed class UpdateClusterConfigRequest
    {
        /// <summary>Its name.</summary>
        public required string Name { get; set; }

        /// <summary>Whether it may not be deleted.</summary>
        public bool DeletionProtection { get; set; }
    }

    /// <summary>It was taken; what it says about it is not read.</summary>
    public sealed class DeleteResponse : AmazonWebServiceResponse
    {
        internal static DeleteResponse Read(byte[] body) => new();
    }

    internal sealed record ListFargateProfilesBody(IReadOnlyList<string>? FargateProfileNames, string? NextToken);

    internal sealed record DescribeFargateProfileBody(FargateProfile? FargateProfile);

    internal sealed record UpdateClusterConfigBody(bool DeletionProtection);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(ListFargateProfilesBody))]
    [JsonSerializable(typeof(DescribeFargateProfileBody))]
    [JsonSerializable(typeof(UpdateClusterConfigBody))]
    internal sealed partial class EksDeletionJson : JsonSerializerContext;
}
