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

    /// <summary>The build of EKS, such as <c>eks.15</c>.</summary>
    public string? PlatformVersion { get; set; }

    [JsonInclude]
    internal Logging? Logging { get; set; }

    [JsonInclude]
    internal AccessConfigResponse? AccessConfig { get; set; }

    [JsonInclude]
    internal List<EncryptionConfig>? EncryptionConfig { get; set; }

    [JsonInclude]
    internal UpgradePolicyResponse? UpgradePolicy { get; set; }

    [JsonInclude]
    internal ComputeConfigResponse? ComputeConfig { get; set; }

    [JsonInclude]
    internal ClusterHealth? Health { get; set; }
}

/// <summary>The network of a cluster.</summary>
public sealed class VpcConfigResponse
{
    /// <summary>Its VPC.</summary>
    public string? VpcId { get; set; }

    /// <summary>Its subnets.</summary>
    public IReadOnlyList<string>? SubnetIds { get; set; }

    /// <summary>The security groups that the student chose beside the cluster's own.</summary>
    public IReadOnlyList<string>? SecurityGroupIds { get; set; }

    /// <summary>The security group that EKS made for it.</summary>
    public string? ClusterSecurityGroupId { get; set; }

    /// <summary>Whether the API server has a public endpoint.</summary>
    public bool? EndpointPublicAccess { get; set; }

    /// <summary>Whether the API server has an endpoint in the VPC.</summary>
    public bool? EndpointPrivateAccess { get; set; }

    /// <summary>From where the public endpoint may be reached; said even where there is none.</summary>
    public IReadOnlyList<string>? PublicAccessCidrs { get; set; }
}

internal sealed class Logging
{
    /// <summary>One entry for what is on and one for what is off; there may be more of either.</summary>
    public List<LogSetup>? ClusterLogging { get; set; }
}

internal sealed class LogSetup
{
    public List<string>? Types { get; set; }

    public bool? Enabled { get; set; }
}

internal sealed class AccessConfigResponse
{
    public string? AuthenticationMode { get; set; }
}

internal sealed class EncryptionConfig
{
    public List<string>? Resources { get; set; }
}

internal sealed class UpgradePolicyResponse
{
    public string? SupportType { get; set; }
}

internal sealed class ComputeConfigResponse
{
    public bool? Enabled { get; set; }

    public List<string>? NodePools { get; set; }
}

internal sealed class ClusterHealth
{
    public List<HealthIssue>? Issues { get; set; }
}

/// <summary>An issue of a cluster, a node group, an add-on, a Fargate profile or a capability.</summary>
internal sealed class HealthIssue
{
    public string? Code { get; set; }
}

/// <summary>The CA of a cluster's API server.</summary>
public sealed class Certificate
{
    /// <summary>Base64 of PEM.</summary>
    public string? Data { get; set; }
}

internal sealed record DescribeClusterBody(Cluster? Cluster);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DescribeClusterBody))]
[JsonSerializable(typeof(ListNodegroupsBody))]
[JsonSerializable(typeof(DescribeNodegroupBody))]
[JsonSerializable(typeof(ListAccessEntriesResponse))]
[JsonSerializable(typeof(DescribeAccessEntryResponse))]
[JsonSerializable(typeof(ListAssociatedAccessPoliciesResponse))]
[JsonSerializable(typeof(ListAddonsResponse))]
[JsonSerializable(typeof(DescribeAddonResponse))]
[JsonSerializable(typeof(DescribeAddonVersionsResponse))]
[JsonSerializable(typeof(ListUpdatesResponse))]
[JsonSerializable(typeof(DescribeUpdateResponse))]
[JsonSerializable(typeof(DescribeClusterVersionsResponse))]
[JsonSerializable(typeof(ListInsightsRequestBody))]
[JsonSerializable(typeof(ListInsightsResponse))]
[JsonSerializable(typeof(DescribeInsightResponse))]
[JsonSerializable(typeof(ListCapabilitiesResponse))]
[JsonSerializable(typeof(DescribeCapabilityResponse))]
internal sealed partial class EksJson : JsonSerializerContext;
