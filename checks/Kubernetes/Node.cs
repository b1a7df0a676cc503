using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace EksGrader.Checks.Kubernetes;

/// <summary>A machine that runs pods.</summary>
public sealed record Node : IKubernetesObject<Node>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("", "v1", "nodes", "Node", Namespaced: false);

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<Node> Json => NodeJson.Default.Node;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<Node>> ListJson => NodeJson.Default.ObjectListNode;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What it should be.</summary>
    public NodeSpec Spec { get; init => field = value ?? new(); } = new();

    /// <summary>What it is.</summary>
    public NodeStatus Status { get; init => field = value ?? new(); } = new();
}

/// <summary>What a node should be.</summary>
public sealed record NodeSpec
{
    /// <summary>The machine at the cloud provider; <c>aws:///ZONE/i-…</c> on EC2.</summary>
    public string ProviderID { get; init => field = value ?? ""; } = "";

    /// <summary>Whether new pods are kept off (cordoned).</summary>
    public bool Unschedulable { get; init; }
}

/// <summary>What a node is.</summary>
public sealed record NodeStatus
{
    /// <summary>Its conditions; <c>Ready</c> among them.</summary>
    public IReadOnlyList<Condition> Conditions { get; init => field = value ?? []; } = [];

    /// <summary>Its addresses.</summary>
    public IReadOnlyList<NodeAddress> Addresses { get; init => field = value ?? []; } = [];

    /// <summary>What its kubelet says of itself.</summary>
    public NodeInfo NodeInfo { get; init => field = value ?? new(); } = new();
}

/// <summary>One address of a node.</summary>
public sealed record NodeAddress
{
    /// <summary><c>InternalIP</c>, <c>InternalDNS</c>, <c>Hostname</c> and others.</summary>
    public string Type { get; init => field = value ?? ""; } = "";

    /// <summary>The address or name.</summary>
    public string Address { get; init => field = value ?? ""; } = "";
}

/// <summary>What a kubelet says of itself, cut to its version.</summary>
public sealed record NodeInfo
{
    /// <summary>Its version; on EKS it holds <c>-eks-</c>.</summary>
    public string KubeletVersion { get; init => field = value ?? ""; } = "";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ObjectList<Node>))]
internal sealed partial class NodeJson : JsonSerializerContext;
