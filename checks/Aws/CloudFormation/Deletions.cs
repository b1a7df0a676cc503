using Amazon.CloudFormation.Model;
using Amazon.Runtime;
using EksGrader.Checks.Aws.Pipeline;

namespace Amazon.CloudFormation
{
    /// <content>What enforcement deletes.</content>
    public sealed partial class AmazonCloudFormationClient
    {
        /// <summary>
        /// Deletes a stack and what it holds, with the caller's own rights where the stack has no role. IAM action <c>cloudformation:DeleteStack</c>.
        /// </summary>
        /// <exception cref="AmazonServiceException"><c>ValidationError</c> (400) where its termination protection is on.</exception>
        public Task<DeleteStackResponse> DeleteStackAsync(DeleteStackRequest request, CancellationToken cancellationToken = default) =>
            SendAsync(new ServiceCall("DeleteStack") { Parameters = QueryParameters.Of(("StackName", request.StackName)) }, DeleteStackResponse.Read, cancellationToken);
    }
}

namespace Amazon.CloudFormation.Model
{
    /// <summary>Asks to delete a stack.</summary>
    public sealed class DeleteStackRequest
    {
        /// <summary>Its name, or better its id, which no other stack ever gets.</summary>
        public required string StackName { get; set; }
    }

    /// <summary>It is being deleted.</summary>
    public sealed class DeleteStackResponse : AmazonWebServiceResponse
    {
        internal static DeleteStackResponse Read(byte[] body)
        {
            _ = XmlResponse.Parse(body); // a page of HTML is no answer
            return new DeleteStackResponse();
        }
    }
}
