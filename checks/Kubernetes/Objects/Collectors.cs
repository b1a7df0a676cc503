using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace EksGrader.Checks.Kubernetes.Objects;

/// <summary>The agents of the Datadog operator.</summary>
public sealed record DatadogAgent : IKubernetesObject<DatadogAgent>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("datadoghq.com", "v2alpha1", "datadogagents", "DatadogAgent", Namespaced: true) { IsOptional = true };

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<DatadogAgent> Json => CollectorsJson.Default.DatadogAgent;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<DatadogAgent>> ListJson => CollectorsJson.Default.ObjectListDatadogAgent;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What it is, by its controller.</summary>
    public DatadogAgentStatus Status { get; init => field = value ?? new(); } = new();
}

/// <summary>What the operator says of them.</summary>
public sealed record DatadogAgentStatus
{
    /// <summary>The node agents.</summary>
    public DatadogCounts Agent { get; init => field = value ?? new(); } = new();

    /// <summary>The cluster agent.</summary>
    public DatadogCounts ClusterAgent { get; init => field = value ?? new(); } = new();
}

/// <summary>How many there are.</summary>
public sealed record DatadogCounts
{
    /// <summary>How many there should be.</summary>
    public int Desired { get; init; }

    /// <summary>How many are ready.</summary>
    public int Ready { get; init; }

    /// <summary>How many pods a deployment has.</summary>
    public int Replicas { get; init; }

    /// <summary>How many of these are available.</summary>
    public int AvailableReplicas { get; init; }
}

/// <summary>A collector of the OpenTelemetry operator.</summary>
public sealed record OpenTelemetryCollector : IKubernetesObject<OpenTelemetryCollector>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("opentelemetry.io", "v1beta1", "opentelemetrycollectors", "OpenTelemetryCollector", Namespaced: true) { OlderVersion = "v1alpha1", IsOptional = true };

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<OpenTelemetryCollector> Json => CollectorsJson.Default.OpenTelemetryCollector;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<OpenTelemetryCollector>> ListJson => CollectorsJson.Default.ObjectListOpenTelemetryCollector;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What it should be.</summary>
    public OpenTelemetryCollectorSpec Spec { get; init => field = value ?? new(); } = new();
}

/// <summary>What a collector should be.</summary>
public sealed record OpenTelemetryCollectorSpec
{
    /// <summary><c>daemonset</c>, <c>deployment</c>, <c>statefulset</c> or <c>sidecar</c>; empty for the second.</summary>
    public string Mode { get; init => field = value ?? ""; } = "";

    /// <summary>What it is made of, by name; its settings are not kept.</summary>
    [JsonConverter(typeof(CollectorPartsConverter))]
    public CollectorParts Config { get; init => field = value ?? new(); } = new();
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ObjectList<DatadogAgent>))]
[JsonSerializable(typeof(ObjectList<OpenTelemetryCollector>))]
internal sealed partial class CollectorsJson : JsonSerializerContext;
