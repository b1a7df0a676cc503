using Amazon.ElasticLoadBalancingV2.Model;
using Amazon.Runtime;
using EksGrader.Checks.Aws.Pipeline;

namespace Amazon.ElasticLoadBalancingV2;

/// <summary>Settings of <see cref="AmazonElasticLoadBalancingV2Client"/>.</summary>
public sealed class AmazonElasticLoadBalancingV2Config() : ServiceConfig(ServiceDescription.LoadBalancingV2);

/// <summary>Elastic Load Balancing 2015-12-01 with the names of AWSSDK.ElasticLoadBalancingV2, as far as this project calls it.</summary>
/// <param name="credentials">Whose calls they are.</param>
/// <param name="config">Region and HTTP.</param>
public sealed partial class AmazonElasticLoadBalancingV2Client(AWSCredentials credentials, AmazonElasticLoadBalancingV2Config config) : ServiceClient(credentials, config)
{
    /// <summary>One page of load balancers, up to 400. IAM action <c>elasticloadbalancing:DescribeLoadBalancers</c>.</summary>
    /// <exception cref="AmazonServiceException">AWS answered with an error.</exception>
    public Task<DescribeLoadBalancersResponse> DescribeLoadBalancersAsync(DescribeLoadBalancersRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(new ServiceCall("DescribeLoadBalancers") { Parameters = QueryParameters.Of(("Marker", request.Marker)) }, DescribeLoadBalancersResponse.Read, cancellationToken);

    /// <summary>The tags of up to 20 load balancers or target groups. IAM action <c>elasticloadbalancing:DescribeTags</c>.</summary>
    /// <exception cref="AmazonServiceException"><c>LoadBalancerNotFound</c> (400) where one does not exist.</exception>
    public Task<DescribeTagsResponse> DescribeTagsAsync(DescribeTagsRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(
            new ServiceCall("DescribeTags") { Parameters = QueryParameters.Of().With("ResourceArns", request.ResourceArns) },
            DescribeTagsResponse.Read,
            cancellationToken);

    /// <summary>One page of the target groups of a load balancer. IAM action <c>elasticloadbalancing:DescribeTargetGroups</c>.</summary>
    /// <exception cref="AmazonServiceException"><c>LoadBalancerNotFound</c> (400) where it does not exist.</exception>
    public Task<DescribeTargetGroupsResponse> DescribeTargetGroupsAsync(DescribeTargetGroupsRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(
            new ServiceCall("DescribeTargetGroups") { Parameters = QueryParameters.Of(("LoadBalancerArn", request.LoadBalancerArn), ("Marker", request.Marker)) },
            DescribeTargetGroupsResponse.Read,
            cancellationToken);

    /// <summary>The health of the targets of a target group. IAM action <c>elasticloadbalancing:DescribeTargetHealth</c>.</summary>
    /// <exception cref="AmazonServiceException"><c>TargetGroupNotFound</c> (400) where it does not exist.</exception>
    public Task<DescribeTargetHealthResponse> DescribeTargetHealthAsync(DescribeTargetHealthRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(
            new ServiceCall("DescribeTargetHealth") { Parameters = QueryParameters.Of(("TargetGroupArn", request.TargetGroupArn)) },
            DescribeTargetHealthResponse.Read,
            cancellationToken);
}
