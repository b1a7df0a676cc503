using Amazon.ElasticLoadBalancing.Model;
using Amazon.Runtime;
using EksGrader.Checks.Aws.Pipeline;

namespace Amazon.ElasticLoadBalancing
{
    /// <content>What enforcement deletes.</content>
    public sealed partial class AmazonElasticLoadBalancingClient
    {
        /// <summary>Deletes a load balancer; one that does not exist is taken too. IAM action <c>elasticloadbalancing:DeleteLoadBalancer</c>.</summary>
        /// <exception cref="AmazonServiceException">AWS answered with an error.</exception>
        public Task<DeleteLoadBalancerResponse> DeleteLoadBalancerAsync(DeleteLoadBalancerRequest request, CancellationToken cancellationToken = default) =>
            SendAsync(
                new ServiceCall("DeleteLoadBalancer") { Parameters = QueryParameters.Of(("LoadBalancerName", request.LoadBalancerName)) },
                DeleteLoadBalancerResponse.Read,
                cancellationToken);
    }
}

namespace Amazon.ElasticLoadBalancing.Model
{
    /// <summary>Asks to delete a load balancer.</summary>
    public sealed class DeleteLoadBalancerRequest
    {
        /// <summary>Its name.</summary>
        public required string LoadBalancerName { get; set; }
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
}
