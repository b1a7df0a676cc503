using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.Runtime;
using EksGrader.Checks.Aws.Pipeline;

namespace Amazon.EKS.Model;

/// <summary>Asks for one cluster.</summary>
public sealed class DescribeClusterRequest
{
    /// <summary>The cluster's name.</summary>
    public required string Name { get; set; }
}

/// <summary>One cluster.</summary>
public sealed class DescribeClusterResponse : AmazonWebServiceResponse
{
    /// <summary>The cluster; null where the answer held none.</summary>
    public Cluster? Cluster { get; set; }

    internal static DescribeClusterResponse Read(byte[] body) =>
        new() { Cluster = JsonSerializer.Deserialize(body, EksJson.Default.DescribeClusterBody)?.Cluster };
}

/// <summary>A cluster (EKS API reference, Cluster).</summary>
public sealed class Cluster
{
    /// <summary>Its name.</summary>
    public string? Name { get; set; }

    /// <summary>Its ARN.</summary>
    public string? Arn { get; set; }

    /// <summary>When it was made, UTC.</summary>
    [JsonConverter(typeof(TimestampConverter))]
    public DateTimeOffset? CreatedAt { get; set; }

    /// <summary>The Kubernetes version.</summary>
    public string? Version { get; set; }

    /// <summary>The address of its API server.</summary>
    public string? Endpoint { get; set; }

    /// <summary>CREATING, ACTIVE, DELETING, FAILED, UPDATING or PENDING.</summary>
    public string? Status { get; set; }

    /// <summary>The CA of its API server.</summary>
    public Certificate? CertificateAuthority { get; set; }

    /// <summary>Whether it may not be deleted; null where the service does not say.</summary>
    public bool? DeletionProtection { get; set; }

    /// <summary>Its network.</summary>
    public VpcConfigResponse? ResourcesVpcConfig { get; set; }
}

/// <summary>The network of a cluster.</summary>
public sealed class VpcConfigResponse
{
    /// <summary>Its VPC.</summary>
    public string? VpcId { get; set; }
}

/// <summary>The CA of a cluster's API server.</summary>
public sealed class Certificate
{
    /// <summary>Base64 of PEM.</summary>
    public string? Data { get; set; }
}

internal sealed record DescribeClusterBody(Cluster? Cluster);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DescribeClusterBody))]
[JsonSerializable(typeof(ListNodegroupsBody))]
[JsonSerializable(typeof(DescribeNodegroupBody))]
internal sealed partial class EksJson : JsonSerializerContext;
