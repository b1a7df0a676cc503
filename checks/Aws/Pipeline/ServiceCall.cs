using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace EksGrader.Checks.Aws.Pipeline;

/// <summary>One call of an operation, ready to be sent.</summary>
/// <param name="operation">The operation, such as <c>DescribeCluster</c>.</param>
internal sealed class ServiceCall(string operation) : AmazonWebServiceRequest
{
    public string Operation { get; } = operation;

    public string Method { get; init; } = "POST";

    /// <summary>The path; <c>{name}</c> in it is filled from <see cref="PathParameters"/>.</summary>
    public string Path { get; init; } = "/";

    public IReadOnlyDictionary<string, string> PathParameters { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Query string or form.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public byte[]? Body { get; init; }
}

/// <summary>The bytes of an answer.</summary>
internal sealed class ServiceReply : AmazonWebServiceResponse
{
    public byte[] Body { get; set; } = [];
}

/// <summary>Turns a call into the SDK's request in the protocol of its service.</summary>
internal sealed class ServiceMarshaller(ServiceDescription service) : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var call = (ServiceCall)input;
        var request = new DefaultRequest(call, service.ServiceId)
        {
            HttpMethod = call.Method,
            ResourcePath = call.Path,
            OverrideSigningServiceName = service.SigningName,
            UseQueryString = service.Protocol == ServiceProtocol.RestJson,
            Content = call.Body,
        };
        foreach (var (name, value) in call.PathParameters)
        {
            request.AddPathResource(name, value);
        }

        if (service.Protocol == ServiceProtocol.Query)
        {
            request.Parameters["Action"] = call.Operation;
            request.Parameters["Version"] = service.ApiVersion;
        }
        else if (service.Protocol is ServiceProtocol.Json or ServiceProtocol.Json10)
        {
            request.Headers["X-Amz-Target"] = $"{service.TargetPrefix}.{call.Operation}";
            request.Headers["Content-Type"] = service.Protocol == ServiceProtocol.Json ? "application/x-amz-json-1.1" : "application/x-amz-json-1.0";
        }
        else if (call.Body is not null)
        {
            request.Headers["Content-Type"] = "application/json";
        }

        foreach (var (name, value) in call.Parameters)
        {
            request.Parameters[name] = value;
        }

        return request;
    }
}
