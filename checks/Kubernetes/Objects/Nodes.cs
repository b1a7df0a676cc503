using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace EksGrader.Checks.Kubernetes.Objects;

/// <summary>A pool of nodes of Karpenter or EKS Auto Mode.</summary>
public sealed record NodePool : IKubernetesObject<NodePool>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("karpenter.sh", "v1", "nodepools", "NodePool", Namespaced: false) { OlderVersion = "v1beta1", IsOptional = true };

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<NodePool> Json => NodesJson.Default.NodePool;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<NodePool>> ListJson => NodesJson.Default.ObjectListNodePool;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What it should be.</summary>
    public NodePoolSpec Spec { get; init => field = value ?? new(); } = new();

    /// <summary>What it is, by its controller.</summary>
    public NodePoolStatus Status { get; init => field = value ?? new(); } = new();
}

/// <summary>What a pool should be.</summary>
public sealed record NodePoolSpec
{
    /// <summary>The names of what is limited, such as <c>cpu</c>.</summary>
    [JsonConverter(typeof(KeysConverter))]
    public IReadOnlyList<string> Limits { get; init => field = value ?? []; } = [];

    /// <summary>When nodes are replaced.</summary>
    public NodeDisruption Disruption { get; init => field = value ?? new(); } = new();
}

/// <summary>When nodes are replaced.</summary>
public sealed record NodeDisruption
{
    /// <summary><c>WhenEmpty</c> or <c>WhenEmptyOrUnderutilized</c>.</summary>
    public string ConsolidationPolicy { get; init => field = value ?? ""; } = "";
}

/// <summary>What Karpenter says of a pool.</summary>
public sealed record NodePoolStatus
{
    /// <summary><c>Ready</c> among them.</summary>
    public IReadOnlyList<Condition> Conditions { get; init => field = value ?? []; } = [];
}

/// <summary>Security groups of pods (Amazon EKS user guide, "Assign security groups to individual pods").</summary>
public sealed record SecurityGroupPolicy : IKubernetesObject<SecurityGroupPolicy>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("vpcresources.k8s.aws", "v1beta1", "securitygrouppolicies", "SecurityGroupPolicy", Namespaced: true) { IsOptional = true };

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<SecurityGroupPolicy> Json => NodesJson.Default.SecurityGroupPolicy;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<SecurityGroupPolicy>> ListJson => NodesJson.Default.ObjectListSecurityGroupPolicy;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What it should be.</summary>
    public SecurityGroupPolicySpec Spec { get; init => field = value ?? new(); } = new();
}

/// <summary>Which pods have which groups.</summary>
public sealed record SecurityGroupPolicySpec
{
    /// <summary>By the pods' labels; null for none.</summary>
    public LabelSelector? PodSelector { get; init; }

    /// <summary>By their service accounts' labels; null for none.</summary>
    public LabelSelector? ServiceAccountSelector { get; init; }

    /// <summary>The groups.</summary>
    public SecurityGroupIds SecurityGroups { get; init => field = value ?? new(); } = new();
}

/// <summary>Security groups.</summary>
public sealed record SecurityGroupIds
{
    /// <summary>Their ids.</summary>
    public IReadOnlyList<string> GroupIds { get; init => field = value ?? []; } = [];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ObjectList<NodePool>))]
[JsonSerializable(typeof(ObjectList<SecurityGroupPolicy>))]
internal sealed partial class NodesJson : JsonSerializerContext;
