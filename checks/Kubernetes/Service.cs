using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace EksGrader.Checks.Kubernetes;

/// <summary>A service.</summary>
public sealed record Service : IKubernetesObject<Service>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("", "v1", "services", "Service", Namespaced: true);

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<Service> Json => ServiceJson.Default.Service;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<Service>> ListJson => ServiceJson.Default.ObjectListService;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What it should be.</summary>
    public ServiceSpec Spec { get; init => field = value ?? new(); } = new();

    /// <summary>What it is.</summary>
    public ServiceStatus Status { get; init => field = value ?? new(); } = new();
}

/// <summary>What a service should be.</summary>
public sealed record ServiceSpec
{
    /// <summary><c>ClusterIP</c>, <c>NodePort</c>, <c>LoadBalancer</c> or <c>ExternalName</c>.</summary>
    public string Type { get; init => field = value ?? ""; } = "";

    /// <summary>The labels of the pods that it sends to; empty for none.</summary>
    public IReadOnlyDictionary<string, string> Selector { get; init => field = value ?? ObjectMeta.NoText; } = ObjectMeta.NoText;

    /// <summary>Its ports.</summary>
    public IReadOnlyList<ServicePort> Ports { get; init => field = value ?? []; } = [];

    /// <summary>The load balancer implementation that was asked for; empty for the default.</summary>
    public string LoadBalancerClass { get; init => field = value ?? ""; } = "";
}

/// <summary>A port of a service.</summary>
public sealed record ServicePort
{
    /// <summary>Its name, if any.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>The port of the service.</summary>
    public int Port { get; init; }

    /// <summary><c>TCP</c>, <c>UDP</c> or <c>SCTP</c>.</summary>
    public string Protocol { get; init => field = value ?? ""; } = "";
}

/// <summary>What a service is.</summary>
public sealed record ServiceStatus
{
    /// <summary>Its load balancer.</summary>
    public LoadBalancerStatus LoadBalancer { get; init => field = value ?? new(); } = new();
}

/// <summary>Where a load balancer can be reached.</summary>
public sealed record LoadBalancerStatus
{
    /// <summary>Its addresses.</summary>
    public IReadOnlyList<LoadBalancerIngress> Ingress { get; init => field = value ?? []; } = [];
}

/// <summary>One address of a load balancer.</summary>
public sealed record LoadBalancerIngress
{
    /// <summary>A host name; empty where it is a plain address.</summary>
    public string Hostname { get; init => field = value ?? ""; } = "";

    /// <summary>A plain address; empty where it is a host name.</summary>
    public string Ip { get; init => field = value ?? ""; } = "";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ObjectList<Service>))]
internal sealed partial class ServiceJson : JsonSerializerContext;
