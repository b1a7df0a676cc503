using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Xml;
using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;

namespace EksGrader.Checks.Aws.Pipeline;

/// <summary>
/// What the clients of services that the package registry lacks have in common: they run on the SDK's own pipeline (credentials,
/// SigV4, retries, throttling, clock skew, endpoint overrides). See docs/decisions/0005.
/// </summary>
public abstract class ServiceClient : AmazonServiceClient
{
    private readonly InvokeOptions options;

    private protected ServiceClient(AWSCredentials credentials, ServiceConfig config)
        : base(credentials, config) =>
        options = new InvokeOptions
        {
            RequestMarshaller = new ServiceMarshaller(config.Service),
            ResponseUnmarshaller = new ServiceUnmarshaller(config.Service.Protocol),
        };

    /// <inheritdoc/>
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline) => pipeline.AddHandlerAfter<Marshaller>(new SigV4Only());

    /// <summary>Sends a call.</summary>
    /// <exception cref="AmazonServiceException">AWS answered with an error.</exception>
    /// <exception cref="AmazonUnmarshallingException">The answer makes no sense.</exception>
    private protected async Task<T> SendAsync<T>(ServiceCall call, Func<byte[], T> read, CancellationToken cancellationToken)
        where T : AmazonWebServiceResponse
    {
        var reply = await InvokeAsync<ServiceReply>(call, options, cancellationToken);
        try
        {
            var answer = read(reply.Body);
            answer.ResponseMetadata = reply.ResponseMetadata;
            answer.HttpStatusCode = reply.HttpStatusCode;
            answer.ContentLength = reply.Body.Length;
            return answer;
        }
        catch (Exception e) when (e is JsonException or XmlException or FormatException)
        {
            throw new AmazonUnmarshallingException(reply.ResponseMetadata?.RequestId, call.Operation, e);
        }
    }

    /// <summary>Sends a call that asks and answers in JSON.</summary>
    private protected Task<TAnswer> SendJsonAsync<TRequest, TAnswer>(
        string operation, TRequest request, JsonTypeInfo<TRequest> asked, JsonTypeInfo<TAnswer> answered, CancellationToken cancellationToken)
        where TAnswer : AmazonWebServiceResponse =>
        SendAsync(new ServiceCall(operation) { Body = JsonSerializer.SerializeToUtf8Bytes(request, asked) }, body => ReadJson(body, answered), cancellationToken);

    /// <summary>Reads an answer of JSON.</summary>
    private protected static TAnswer ReadJson<TAnswer>(byte[] body, JsonTypeInfo<TAnswer> type)
        where TAnswer : AmazonWebServiceResponse =>
        JsonSerializer.Deserialize(body, type) ?? throw new JsonException("No answer.");

    private sealed class SigV4Only : BaseAuthResolverHandler
    {
        protected override List<IAuthSchemeOption> ResolveAuthOptions(IExecutionContext executionContext) => [new AuthSchemeOption { SchemeId = "aws.auth#sigv4" }];
    }
}
