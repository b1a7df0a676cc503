using Amazon.EKS.Model;

namespace EksGrader.Checks.Aws;

/// <summary>An EKS cluster as eks:DescribeCluster tells it. Recordings from before a field was kept lack it.</summary>
public sealed record AwsCluster
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its ARN.</summary>
    public required string Arn { get; init; }

    /// <summary>When it was made; the same name with another time is another cluster.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>CREATING, ACTIVE, DELETING, FAILED, UPDATING or PENDING (EKS API reference, Cluster).</summary>
    public string Status { get; init; } = "";

    /// <summary>The Kubernetes version, such as <c>1.33</c>.</summary>
    public string Version { get; init; } = "";

    /// <summary>The build of EKS, such as <c>eks.15</c>.</summary>
    public string PlatformVersion { get; init; } = "";

    /// <summary>The address of its API server; null while it is being created.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The CA of its API server, base64 of PEM; null while it is being created.</summary>
    public string? CertificateAuthority { get; init; }

    /// <summary>The VPC of its nodes; null where AWS does not say.</summary>
    public string? VpcId { get; init; }

    /// <summary>Its subnets.</summary>
    public IReadOnlyList<string> SubnetIds { get; init => field = value ?? []; } = [];

    /// <summary>The security group that EKS made for it; null where AWS does not say.</summary>
    public string? ClusterSecurityGroup { get; init; }

    /// <summary>The security groups that the student chose beside it.</summary>
    public IReadOnlyList<string> SecurityGroups { get; init => field = value ?? []; } = [];

    /// <summary>Whether the API server has a public endpoint; null where AWS does not say.</summary>
    public bool? PublicEndpoint { get; init; }

    /// <summary>Whether the API server has an endpoint in the VPC; null where AWS does not say.</summary>
    public bool? PrivateEndpoint { get; init; }

    /// <summary>From where the public endpoint may be reached; said even where there is none, and then without meaning.</summary>
    public IReadOnlyList<string> PublicCidrs { get; init => field = value ?? []; } = [];

    /// <summary>The kinds of control-plane log, entry by entry as they came: there may be several that are on, and one of what is off.</summary>
    public IReadOnlyList<AwsLogSetup> Logging { get; init => field = value ?? []; } = [];

    /// <summary>The kinds of control-plane log that are on, of every entry.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlySet<string> LogsOn => Logging.Where(l => l.Enabled).SelectMany(l => l.Types).ToHashSet(StringComparer.Ordinal);

    /// <summary>API, API_AND_CONFIG_MAP or CONFIG_MAP, as it came; empty where AWS does not say.</summary>
    public string AuthenticationMode { get; init; } = "";

    /// <summary>What is encrypted with a key of the account, such as <c>secrets</c>.</summary>
    public IReadOnlyList<string> Encrypted { get; init => field = value ?? []; } = [];

    /// <summary>STANDARD or EXTENDED, as it came: what happens when standard support ends.</summary>
    public string SupportType { get; init; } = "";

    /// <summary>Whether it is of Auto Mode; null where AWS does not say.</summary>
    public bool? AutoMode { get; init; }

    /// <summary>The node pools that Auto Mode brought.</summary>
    public IReadOnlyList<string> NodePools { get; init => field = value ?? []; } = [];

    /// <summary>The codes of its health issues.</summary>
    public IReadOnlyList<string> Issues { get; init => field = value ?? []; } = [];

    /// <summary>Whether it may not be deleted; null where AWS does not say.</summary>
    public bool? DeletionProtection { get; init; }

    /// <summary>What is kept of an answer.</summary>
    /// <exception cref="InvalidResponseException">It has no ARN.</exception>
    internal static AwsCluster Of(Cluster cluster, string name) => new()
    {
        Name = cluster.Name ?? name,
        Arn = cluster.Arn ?? throw new InvalidResponseException("No ARN."),
        CreatedAt = cluster.CreatedAt,
        Status = cluster.Status ?? "",
        Version = cluster.Version ?? "",
        PlatformVersion = cluster.PlatformVersion ?? "",
        Endpoint = cluster.Endpoint,
        CertificateAuthority = cluster.CertificateAuthority?.Data,
        VpcId = cluster.ResourcesVpcConfig?.VpcId,
        SubnetIds = cluster.ResourcesVpcConfig?.SubnetIds ?? [],
        ClusterSecurityGroup = cluster.ResourcesVpcConfig?.ClusterSecurityGroupId,
        SecurityGroups = cluster.ResourcesVpcConfig?.SecurityGroupIds ?? [],
        PublicEndpoint = cluster.ResourcesVpcConfig?.EndpointPublicAccess,
        PrivateEndpoint = cluster.ResourcesVpcConfig?.EndpointPrivateAccess,
        PublicCidrs = cluster.ResourcesVpcConfig?.PublicAccessCidrs ?? [],
        Logging = [.. (cluster.Logging?.ClusterLogging ?? []).Select(l => new AwsLogSetup(l.Types ?? [], l.Enabled == true))],
        AuthenticationMode = cluster.AccessConfig?.AuthenticationMode ?? "",
        Encrypted = [.. (cluster.EncryptionConfig ?? []).SelectMany(e => e.Resources ?? []).Distinct(StringComparer.Ordinal)],
        SupportType = cluster.UpgradePolicy?.SupportType ?? "",
        AutoMode = cluster.ComputeConfig?.Enabled,
        NodePools = cluster.ComputeConfig?.NodePools ?? [],
        Issues = [.. (cluster.Health?.Issues ?? []).Select(i => i.Code ?? "").Take(10)],
        DeletionProtection = cluster.DeletionProtection,
    };
}

/// <summary>Kinds of control-plane log that are on, or off.</summary>
/// <param name="Types"><c>api</c>, <c>audit</c>, <c>authenticator</c>, <c>controllerManager</c>, <c>scheduler</c>.</param>
/// <param name="Enabled">Whether they are on.</param>
public sealed record AwsLogSetup(IReadOnlyList<string> Types, bool Enabled);
