using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;

namespace EksGrader.Checks.Aws.Pipeline;

/// <summary>Hands on the bytes of an answer, and turns an error's into <see cref="AmazonServiceException"/>.</summary>
internal sealed class ServiceUnmarshaller(ServiceProtocol protocol) : JsonResponseUnmarshaller
{
    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input) =>
        new ServiceReply { Body = ReadAll(input), ResponseMetadata = new ResponseMetadata { RequestId = RequestId(input) } };

    public override AmazonServiceException UnmarshallException(JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        var error = ServiceError.Read(protocol, ReadAll(input), input.ResponseData.GetHeaderValue("x-amzn-ErrorType"));
        var side = (int)statusCode < 500 ? ErrorType.Sender : ErrorType.Receiver;
        return new AmazonServiceException(error.Message, innerException, side, error.Code, RequestId(input), statusCode);
    }

    protected override bool ShouldReadEntireResponse(IWebResponseData response, bool readEntireResponse) => true;

    private static string RequestId(JsonUnmarshallerContext input) => input.ResponseData.GetHeaderValue("x-amzn-RequestId");

    // In memory already: BoundedResponseHandler read it.
    private static byte[] ReadAll(JsonUnmarshallerContext input)
    {
        using var copy = new MemoryStream();
        input.Stream.CopyTo(copy);
        return copy.ToArray();
    }
}
