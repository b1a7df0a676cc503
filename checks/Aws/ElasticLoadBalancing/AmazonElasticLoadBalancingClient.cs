using Amazon.ElasticLoadBalancing.Model;
using Amazon.Runtime;
using EksGrader.Checks.Aws.Pipeline;

namespace Amazon.ElasticLoadBalancing;

/// <summary>Settings of <see cref="AmazonElasticLoadBalancingClient"/>.</summary>
public sealed class AmazonElasticLoadBalancingConfig() : ServiceConfig(ServiceDescription.LoadBalancing);

/// <summary>Elastic Load Balancing 2012-06-01 (Classic Load Balancers) with the names of AWSSDK.ElasticLoadBalancing, as far as this project calls it.</summary>
/// <param name="credentials">Whose calls they are.</param>
/// <param name="config">Region and HTTP.</param>
public sealed partial class AmazonElasticLoadBalancingClient(AWSCredentials credentials, AmazonElasticLoadBalancingConfig config) : ServiceClient(credentials, config)
{
    /// <summary>One page of load balancers, up to 400. IAM action <c>elasticloadbalancing:DescribeLoadBalancers</c>.</summary>
    /// <exception cref="AmazonServiceException">AWS answered with an error.</exception>
    public Task<DescribeLoadBalancersResponse> DescribeLoadBalancersAsync(DescribeLoadBalancersRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(new ServiceCall("DescribeLoadBalancers") { Parameters = QueryParameters.Of(("Marker", request.Marker)) }, DescribeLoadBalancersResponse.Read, cancellationToken);

    /// <summary>The tags of up to 20 load balancers. IAM action <c>elasticloadbalancing:DescribeTags</c>.</summary>
    /// <exception cref="AmazonServiceException"><c>LoadBalancerNotFound</c> (400) where one does not exist.</exception>
    public Task<DescribeTagsResponse> DescribeTagsAsync(DescribeTagsRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(
            new ServiceCall("DescribeTags") { Parameters = QueryParameters.Of().With("LoadBalancerNames", request.LoadBalancerNames) },
            DescribeTagsResponse.Read,
            cancellationToken);

    /// <summary>The health of the instances of a load balancer. IAM action <c>elasticloadbalancing:DescribeInstanceHealth</c>.</summary>
    /// <exception cref="AmazonServiceException"><c>LoadBalancerNotFound</c> (400) where it does not exist.</exception>
    public Task<DescribeInstanceHealthResponse> DescribeInstanceHealthAsync(DescribeInstanceHealthRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(
            new ServiceCall("DescribeInstanceHealth") { Parameters = QueryParameters.Of(("LoadBalancerName", request.LoadBalancerName)) },
            DescribeInstanceHealthResponse.Read,
            cancellationToken);
}
