using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace EksGrader.Checks.Kubernetes.Objects;

/// <summary>A Prometheus server of the Prometheus operator.</summary>
public sealed record Prometheus : IKubernetesObject<Prometheus>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("monitoring.coreos.com", "v1", "prometheuses", "Prometheus", Namespaced: true) { IsOptional = true };

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<Prometheus> Json => MonitoringKindsJson.Default.Prometheus;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<Prometheus>> ListJson => MonitoringKindsJson.Default.ObjectListPrometheus;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What it should be.</summary>
    public PrometheusSpec Spec { get; init => field = value ?? new(); } = new();

    /// <summary>What it is, by its controller.</summary>
    public PrometheusStatus Status { get; init => field = value ?? new(); } = new();
}

/// <summary>A Prometheus that only sends on.</summary>
public sealed record PrometheusAgent : IKubernetesObject<PrometheusAgent>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("monitoring.coreos.com", "v1alpha1", "prometheusagents", "PrometheusAgent", Namespaced: true) { IsOptional = true };

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<PrometheusAgent> Json => MonitoringKindsJson.Default.PrometheusAgent;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<PrometheusAgent>> ListJson => MonitoringKindsJson.Default.ObjectListPrometheusAgent;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What it should be.</summary>
    public PrometheusSpec Spec { get; init => field = value ?? new(); } = new();

    /// <summary>What it is, by its controller.</summary>
    public PrometheusStatus Status { get; init => field = value ?? new(); } = new();
}

/// <summary>An Alertmanager of the Prometheus operator.</summary>
public sealed record Alertmanager : IKubernetesObject<Alertmanager>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("monitoring.coreos.com", "v1", "alertmanagers", "Alertmanager", Namespaced: true) { IsOptional = true };

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<Alertmanager> Json => MonitoringKindsJson.Default.Alertmanager;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<Alertmanager>> ListJson => MonitoringKindsJson.Default.ObjectListAlertmanager;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What it should be.</summary>
    public PrometheusSpec Spec { get; init => field = value ?? new(); } = new();

    /// <summary>What it is, by its controller.</summary>
    public PrometheusStatus Status { get; init => field = value ?? new(); } = new();
}

/// <summary>What a server should be.</summary>
public sealed record PrometheusSpec
{
    /// <summary>How many; null for 1.</summary>
    public int? Replicas { get; init; }

    /// <summary>Which ServiceMonitors it takes; null for none.</summary>
    public LabelSelector? ServiceMonitorSelector { get; init; }

    /// <summary>Of which namespaces; null for its own.</summary>
    public LabelSelector? ServiceMonitorNamespaceSelector { get; init; }

    /// <summary>Which PodMonitors it takes; null for none.</summary>
    public LabelSelector? PodMonitorSelector { get; init; }

    /// <summary>Of which namespaces; null for its own.</summary>
    public LabelSelector? PodMonitorNamespaceSelector { get; init; }

    /// <summary>That it sends on; where to is not kept.</summary>
    public IReadOnlyList<RemoteWrite> RemoteWrite { get; init => field = value ?? []; } = [];
}

/// <summary>That metrics are sent on.</summary>
public sealed record RemoteWrite
{
    /// <summary>Its name.</summary>
    public string Name { get; init => field = value ?? ""; } = "";
}

/// <summary>What the operator says of a server.</summary>
public sealed record PrometheusStatus
{
    /// <summary>How many are ready.</summary>
    public int AvailableReplicas { get; init; }

    /// <summary><c>Available</c> among them.</summary>
    public IReadOnlyList<Condition> Conditions { get; init => field = value ?? []; } = [];
}

/// <summary>Which Services are scraped.</summary>
public sealed record ServiceMonitor : IKubernetesObject<ServiceMonitor>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("monitoring.coreos.com", "v1", "servicemonitors", "ServiceMonitor", Namespaced: true) { IsOptional = true };

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ServiceMonitor> Json => MonitoringKindsJson.Default.ServiceMonitor;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<ServiceMonitor>> ListJson => MonitoringKindsJson.Default.ObjectListServiceMonitor;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What it should be.</summary>
    public MonitorSpec Spec { get; init => field = value ?? new(); } = new();
}

/// <summary>Which pods are scraped.</summary>
public sealed record PodMonitor : IKubernetesObject<PodMonitor>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("monitoring.coreos.com", "v1", "podmonitors", "PodMonitor", Namespaced: true) { IsOptional = true };

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<PodMonitor> Json => MonitoringKindsJson.Default.PodMonitor;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<PodMonitor>> ListJson => MonitoringKindsJson.Default.ObjectListPodMonitor;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What it should be.</summary>
    public MonitorSpec Spec { get; init => field = value ?? new(); } = new();
}

/// <summary>What is scraped.</summary>
public sealed record MonitorSpec
{
    /// <summary>By its labels.</summary>
    public LabelSelector Selector { get; init => field = value ?? new(); } = new();

    /// <summary>In which namespaces.</summary>
    public MonitoredNamespaces NamespaceSelector { get; init => field = value ?? new(); } = new();

    /// <summary>Ports of Services.</summary>
    public IReadOnlyList<MonitorEndpoint> Endpoints { get; init => field = value ?? []; } = [];

    /// <summary>Ports of pods.</summary>
    public IReadOnlyList<MonitorEndpoint> PodMetricsEndpoints { get; init => field = value ?? []; } = [];
}

/// <summary>Namespaces.</summary>
public sealed record MonitoredNamespaces
{
    /// <summary>All of them.</summary>
    public bool Any { get; init; }

    /// <summary>These; where there are none and not all, the object's own.</summary>
    public IReadOnlyList<string> MatchNames { get; init => field = value ?? []; } = [];
}

/// <summary>A port.</summary>
public sealed record MonitorEndpoint
{
    /// <summary>Its name.</summary>
    public string Port { get; init => field = value ?? ""; } = "";
}

/// <summary>Rules of a Prometheus.</summary>
public sealed record PrometheusRule : IKubernetesObject<PrometheusRule>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("monitoring.coreos.com", "v1", "prometheusrules", "PrometheusRule", Namespaced: true) { IsOptional = true };

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<PrometheusRule> Json => MonitoringKindsJson.Default.PrometheusRule;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<PrometheusRule>> ListJson => MonitoringKindsJson.Default.ObjectListPrometheusRule;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ObjectList<Prometheus>))]
[JsonSerializable(typeof(ObjectList<PrometheusAgent>))]
[JsonSerializable(typeof(ObjectList<Alertmanager>))]
[JsonSerializable(typeof(ObjectList<ServiceMonitor>))]
[JsonSerializable(typeof(ObjectList<PodMonitor>))]
[JsonSerializable(typeof(ObjectList<PrometheusRule>))]
internal sealed partial class MonitoringKindsJson : JsonSerializerContext;
