using System.Text.Json.Serialization;
using Amazon.EKS.Model;
using Amazon.Runtime;
using EksGrader.Checks.Aws.Pipeline;

namespace Amazon.EKS
{
    /// <content>Updates.</content>
    public sealed partial class AmazonEKSClient
    {
        internal Task<ListUpdatesResponse> ListUpdatesAsync(ListUpdatesRequest request, CancellationToken cancellationToken = default) => SendAsync(
            Get(
                "ListUpdates",
                "/clusters/{name}/updates",
                [("{name}", request.Name)],
                ("nodegroupName", request.NodegroupName),
                ("maxResults", "100"),
                ("nextToken", request.NextToken)),
            EksJson.Default.ListUpdatesResponse,
            cancellationToken);

        internal Task<DescribeUpdateResponse> DescribeUpdateAsync(DescribeUpdateRequest request, CancellationToken cancellationToken = default) => SendAsync(
            Get(
                "DescribeUpdate",
                "/clusters/{name}/updates/{updateId}",
                [("{name}", request.Name), ("{updateId}", request.UpdateId)],
                ("nodegroupName", request.NodegroupName)),
            EksJson.Default.DescribeUpdateResponse,
            cancellationToken);
    }
}

namespace Amazon.EKS.Model
{
    internal sealed class ListUpdatesRequest
    {
        public required string Name { get; set; }

        public string? NodegroupName { get; set; }

        public string? NextToken { get; set; }
    }

    internal sealed class ListUpdatesResponse : AmazonWebServiceResponse
    {
        public List<string>? UpdateIds { get; set; }

        public string? NextToken { get; set; }
    }

    internal sealed class DescribeUpdateRequest
    {
        public required string Name { get; set; }

        public required string UpdateId { get; set; }

        public string? NodegroupName { get; set; }
    }

    internal sealed class DescribeUpdateResponse : AmazonWebServiceResponse
    {
        public Update? Update { get; set; }
    }

    internal sealed class Update
    {
        public string? Id { get; set; }

        public string? Status { get; set; }

        public string? Type { get; set; }

        public List<UpdateParam>? Params { get; set; }

        [JsonConverter(typeof(TimestampConverter))]
        public DateTimeOffset? CreatedAt { get; set; }

        public List<ErrorDetail>? Errors { get; set; }
    }

    internal sealed class UpdateParam
    {
        public string? Type { get; set; }

        public string? Value { get; set; }
    }

    internal sealed class ErrorDetail
    {
        public string? ErrorCode { get; set; }
    }
}
