using Amazon.ElasticLoadBalancingV2.Model;
using Amazon.Runtime;
using EksGrader.Checks.Aws.Pipeline;

namespace Amazon.ElasticLoadBalancingV2
{
    /// <content>What enforcement deletes.</content>
    public sealed partial class AmazonElasticLoadBalancingV2Client
    {
        /// <summary>Deletes a load balancer with its listeners. IAM action <c>elasticloadbalancing:DeleteLoadBalancer</c>.</summary>
        /// <exception cref="AmazonServiceException"><c>OperationNotPermitted</c> (400) where its own deletion protection is on.</exception>
        public Task<DeleteLoadBalancerResponse> DeleteLoadBalancerAsync(DeleteLoadBalancerRequest request, CancellationToken cancellationToken = default) =>
            SendAsync(
                new ServiceCall("DeleteLoadBalancer") { Parameters = QueryParameters.Of(("LoadBalancerArn", request.LoadBalancerArn)) },
                DeleteLoadBalancerResponse.Read,
                cancellationToken);

        /// <summary>Deletes a target group. IAM action <c>elasticloadbalancing:DeleteTargetGroup</c>.</summary>
        /// <exception cref="AmazonServiceException"><c>ResourceInUse</c> (400) while a listener uses it.</exception>
        public Task<DeleteTargetGroupResponse> DeleteTargetGroupAsync(DeleteTargetGroupRequest request, CancellationToken cancellationToken = default) =>
            SendAsync(
                new ServiceCall("DeleteTargetGroup") { Parameters = QueryParameters.Of(("TargetGroupArn", request.TargetGroupArn)) },
                DeleteTargetGroupResponse.Read,
                cancellationToken);
    }
}

namespace Amazon.ElasticLoadBalancingV2.Model
{
    /// <summary>Asks to delete a load balancer.</summary>
    public sealed class DeleteLoadBalancerRequest
    {
        /// <summary>Its ARN.</summary>
        public required string LoadBalancerArn { get; set; }
    }

    /// <summary>It is deleted.</summary>
    public sealed class DeleteLoadBalancerResponse : AmazonWebServiceResponse
    {
        internal static DeleteLoadBalancerResponse Read(byte[] body)
        {
            _ = XmlResponse.Parse(body); // a page of HTML is no answer
            return new DeleteLoadBalancerResponse();
        }
    }

    /// <summary>Asks to delete a target group.</summary>
    public sealed class DeleteTargetGroupRequest
    {
        /// <summary>Its ARN.</summary>
        public required string TargetGroupArn { get; set; }
    }

    /// <summary>It is deleted.</summary>
    public sealed class DeleteTargetGroupResponse : AmazonWebServiceResponse
    {
        internal static DeleteTargetGroupResponse Read(byte[] body)
        {
            _ = XmlResponse.Parse(body);
            return new DeleteTargetGroupResponse();
        }
    }
}
