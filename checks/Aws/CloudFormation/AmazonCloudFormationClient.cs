using Amazon.CloudFormation.Model;
using Amazon.Runtime;
using EksGrader.Checks.Aws.Pipeline;

namespace Amazon.CloudFormation;

/// <summary>Settings of <see cref="AmazonCloudFormationClient"/>.</summary>
public sealed class AmazonCloudFormationConfig() : ServiceConfig(ServiceDescription.CloudFormation);

/// <summary>CloudFormation 2010-05-15 with the names of AWSSDK.CloudFormation, as far as this project calls it.</summary>
/// <param name="credentials">Whose calls they are.</param>
/// <param name="config">Region and HTTP.</param>
public sealed class AmazonCloudFormationClient(AWSCredentials credentials, AmazonCloudFormationConfig config) : ServiceClient(credentials, config)
{
    /// <summary>One page of stacks with their tags, or one stack. Stacks that are deleted are only told by their id. IAM action <c>cloudformation:DescribeStacks</c>.</summary>
    /// <exception cref="AmazonServiceException"><c>ValidationError</c> (400) where the stack that was named does not exist.</exception>
    public Task<DescribeStacksResponse> DescribeStacksAsync(DescribeStacksRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(
            new ServiceCall("DescribeStacks") { Parameters = QueryParameters.Of(("StackName", request.StackName), ("NextToken", request.NextToken)) },
            DescribeStacksResponse.Read,
            cancellationToken);

    /// <summary>
    /// Deletes a stack and what it holds, with the caller's own rights where the stack has no role. IAM action <c>cloudformation:DeleteStack</c>.
    /// </summary>
    /// <exception cref="AmazonServiceException"><c>ValidationError</c> (400) where its termination protection is on.</exception>
    public Task<DeleteStackResponse> DeleteStackAsync(DeleteStackRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(new ServiceCall("DeleteStack") { Parameters = QueryParameters.Of(("StackName", request.StackName)) }, DeleteStackResponse.Read, cancellationToken);
}
