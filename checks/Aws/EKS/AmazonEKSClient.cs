using System.Text.Json.Serialization.Metadata;
using Amazon.EKS.Model;
using Amazon.Runtime;
using EksGrader.Checks.Aws.Pipeline;

namespace Amazon.EKS;

/// <summary>Settings of <see cref="AmazonEKSClient"/>.</summary>
public sealed class AmazonEKSConfig() : ServiceConfig(ServiceDescription.Eks);

/// <summary>Amazon EKS 2017-11-01 with the names of AWSSDK.EKS, as far as this project calls it.</summary>
/// <param name="credentials">Whose calls they are.</param>
/// <param name="config">Region and HTTP.</param>
public sealed partial class AmazonEKSClient(AWSCredentials credentials, AmazonEKSConfig config) : ServiceClient(credentials, config)
{
    /// <summary>Describes a cluster. IAM action <c>eks:DescribeCluster</c>.</summary>
    /// <exception cref="AmazonServiceException"><c>ResourceNotFoundException</c> (404) where it does not exist.</exception>
    public Task<DescribeClusterResponse> DescribeClusterAsync(DescribeClusterRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(Get("DescribeCluster", "/clusters/{name}", request.Name), DescribeClusterResponse.Read, cancellationToken);

    private static ServiceCall Get(string operation, string path, string name) => Get(operation, path, [("{name}", name)]);

    private static ServiceCall Get(string operation, string path, ReadOnlySpan<(string Name, string Value)> inPath, params ReadOnlySpan<(string Name, string? Value)> query)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in inPath)
            names[name] = value;
        return new ServiceCall(operation) { Method = "GET", Path = path, PathParameters = names, Parameters = QueryParameters.Of(query) };
    }

    private Task<T> SendAsync<T>(ServiceCall call, JsonTypeInfo<T> answer, CancellationToken cancellationToken)
        where T : AmazonWebServiceResponse => SendAsync(call, body => ReadJson(body, answer), cancellationToken);
}
