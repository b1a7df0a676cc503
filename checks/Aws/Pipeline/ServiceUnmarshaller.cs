using System.Net;
using System.Text.Json;
using System.Xml;
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

/// <summary>What an error answer of AWS says.</summary>
/// <param name="Code">The code, such as <c>AccessDeniedException</c>; <see cref="NoCode"/> where the answer holds none (a page of HTML).</param>
/// <param name="Message">AWS's own words.</param>
internal sealed record ServiceError(string Code, string Message)
{
    /// <summary>The code of an answer that is not AWS's.</summary>
    public const string NoCode = "NoErrorCode";

    public static ServiceError Read(ServiceProtocol protocol, byte[] body, string? header)
    {
        try
        {
            return protocol == ServiceProtocol.Query ? ReadXml(body) : ReadJson(body, header);
        }
        catch (Exception e) when (e is JsonException or XmlException)
        {
            return new ServiceError(string.IsNullOrEmpty(header) ? NoCode : Shorten(header), "");
        }
    }

    private static ServiceError ReadXml(byte[] body)
    {
        var error = XmlResponse.Parse(body).DescendantsAndSelf().FirstOrDefault(e => e.Name.LocalName == "Error");
        return new ServiceError(error.Text("Code") ?? NoCode, error.Text("Message") ?? "");
    }

    private static ServiceError ReadJson(byte[] body, string? header)
    {
        using var json = JsonDocument.Parse(body);
        var code = string.IsNullOrEmpty(header) ? Text(json.RootElement, "__type") ?? Text(json.RootElement, "code") : header;
        return new ServiceError(code is null ? NoCode : Shorten(code), Text(json.RootElement, "message") ?? Text(json.RootElement, "Message") ?? "");
    }

    // "com.amazonaws.eks#AccessDeniedException:http://…" (Smithy, restJson1 and awsJson1.1 error types).
    private static string Shorten(string code) => code.Split('#')[^1].Split(':')[0];

    private static string? Text(JsonElement error, string name) =>
        error.ValueKind == JsonValueKind.Object && error.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
