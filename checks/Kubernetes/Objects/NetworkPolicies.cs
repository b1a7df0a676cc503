using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace EksGrader.Checks.Kubernetes.Objects;

/// <summary>Which traffic some pods take (Kubernetes, "Network Policies").</summary>
public sealed record NetworkPolicy : IKubernetesObject<NetworkPolicy>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy", Namespaced: true);

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<NetworkPolicy> Json => NetworkPolicyJson.Default.NetworkPolicy;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<NetworkPolicy>> ListJson => NetworkPolicyJson.Default.ObjectListNetworkPolicy;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What it should be.</summary>
    public NetworkPolicySpec Spec { get; init => field = value ?? new(); } = new();
}

/// <summary>What a network policy says.</summary>
public sealed record NetworkPolicySpec
{
    /// <summary>The pods; an empty one selects all of the namespace.</summary>
    public LabelSelector PodSelector { get; init => field = value ?? new(); } = new();

    /// <summary><c>Ingress</c>, <c>Egress</c>.</summary>
    public IReadOnlyList<string> PolicyTypes { get; init => field = value ?? []; } = [];

    /// <summary>What is let in; where <c>Ingress</c> is a type and there is no rule, nothing.</summary>
    public IReadOnlyList<NetworkPolicyRule> Ingress { get; init => field = value ?? []; } = [];
}

/// <summary>What a rule lets in.</summary>
public sealed record NetworkPolicyRule
{
    /// <summary>The ports; none for all.</summary>
    public IReadOnlyList<NetworkPolicyPort> Ports { get; init => field = value ?? []; } = [];

    /// <summary>From whom; none for everyone.</summary>
    public IReadOnlyList<NetworkPolicyPeer> From { get; init => field = value ?? []; } = [];
}

/// <summary>A port of a rule.</summary>
public sealed record NetworkPolicyPort
{
    /// <summary>Its number, or the name of a container's port; null for all.</summary>
    [JsonConverter(typeof(NumberOrTextConverter))]
    public string? Port { get; init; }

    /// <summary>The last of a range; null for one port.</summary>
    public int? EndPort { get; init; }

    /// <summary><c>TCP</c>, <c>UDP</c> or <c>SCTP</c>; empty for TCP.</summary>
    public string Protocol { get; init => field = value ?? ""; } = "";
}

/// <summary>From whom a rule lets in.</summary>
public sealed record NetworkPolicyPeer
{
    /// <summary>Pods.</summary>
    public LabelSelector? PodSelector { get; init; }

    /// <summary>Pods of namespaces.</summary>
    public LabelSelector? NamespaceSelector { get; init; }

    /// <summary>A range of addresses.</summary>
    public IpBlock? IpBlock { get; init; }
}

/// <summary>A range of addresses.</summary>
public sealed record IpBlock
{
    /// <summary>The range.</summary>
    public string Cidr { get; init => field = value ?? ""; } = "";
}

/// <summary>That the VPC CNI's engine has taken up a network policy (amazon-network-policy-controller-k8s).</summary>
public sealed record PolicyEndpoint : IKubernetesObject<PolicyEndpoint>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("networking.k8s.aws", "v1alpha1", "policyendpoints", "PolicyEndpoint", Namespaced: true) { IsOptional = true };

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<PolicyEndpoint> Json => NetworkPolicyJson.Default.PolicyEndpoint;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<PolicyEndpoint>> ListJson => NetworkPolicyJson.Default.ObjectListPolicyEndpoint;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What it should be.</summary>
    public PolicyEndpointSpec Spec { get; init => field = value ?? new(); } = new();
}

/// <summary>What a policy endpoint says.</summary>
public sealed record PolicyEndpointSpec
{
    /// <summary>The network policy.</summary>
    public ObjectReference PolicyRef { get; init => field = value ?? new(); } = new();
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ObjectList<NetworkPolicy>))]
[JsonSerializable(typeof(ObjectList<PolicyEndpoint>))]
internal sealed partial class NetworkPolicyJson : JsonSerializerContext;
