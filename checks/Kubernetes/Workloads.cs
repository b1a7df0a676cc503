using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace EksGrader.Checks.Kubernetes;

/// <summary>A deployment.</summary>
public sealed record Deployment : IKubernetesObject<Deployment>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("apps", "v1", "deployments", "Deployment", Namespaced: true);

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<Deployment> Json => KubernetesJson.Default.Deployment;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<Deployment>> ListJson => KubernetesJson.Default.ObjectListDeployment;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What it should be.</summary>
    public WorkloadSpec Spec { get; init => field = value ?? new(); } = new();

    /// <summary>What it is.</summary>
    public WorkloadStatus Status { get; init => field = value ?? new(); } = new();
}

/// <summary>A stateful set.</summary>
public sealed record StatefulSet : IKubernetesObject<StatefulSet>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("apps", "v1", "statefulsets", "StatefulSet", Namespaced: true);

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<StatefulSet> Json => KubernetesJson.Default.StatefulSet;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<StatefulSet>> ListJson => KubernetesJson.Default.ObjectListStatefulSet;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What it should be.</summary>
    public WorkloadSpec Spec { get; init => field = value ?? new(); } = new();

    /// <summary>What it is.</summary>
    public WorkloadStatus Status { get; init => field = value ?? new(); } = new();
}

/// <summary>A replica set.</summary>
public sealed record ReplicaSet : IKubernetesObject<ReplicaSet>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("apps", "v1", "replicasets", "ReplicaSet", Namespaced: true);

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ReplicaSet> Json => KubernetesJson.Default.ReplicaSet;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<ReplicaSet>> ListJson => KubernetesJson.Default.ObjectListReplicaSet;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What it should be.</summary>
    public WorkloadSpec Spec { get; init => field = value ?? new(); } = new();

    /// <summary>What it is.</summary>
    public WorkloadStatus Status { get; init => field = value ?? new(); } = new();
}

/// <summary>A daemon set.</summary>
public sealed record DaemonSet : IKubernetesObject<DaemonSet>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("apps", "v1", "daemonsets", "DaemonSet", Namespaced: true);

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<DaemonSet> Json => KubernetesJson.Default.DaemonSet;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<DaemonSet>> ListJson => KubernetesJson.Default.ObjectListDaemonSet;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What it should be.</summary>
    public DaemonSetSpec Spec { get; init => field = value ?? new(); } = new();

    /// <summary>What it is.</summary>
    public DaemonSetStatus Status { get; init => field = value ?? new(); } = new();
}

/// <summary>What a daemon set should be.</summary>
public sealed record DaemonSetSpec
{
    /// <summary>What its pods are made from.</summary>
    public PodTemplate Template { get; init => field = value ?? new(); } = new();
}

/// <summary>What a daemon set is.</summary>
public sealed record DaemonSetStatus
{
    /// <summary>Nodes where it is ready.</summary>
    public int NumberReady { get; init; }
}

/// <summary>What a Deployment, StatefulSet or ReplicaSet should be.</summary>
public sealed record WorkloadSpec
{
    /// <summary>How many pods; the API defaults it to 1.</summary>
    public int? Replicas { get; init; }

    /// <summary>What its pods are made from.</summary>
    public PodTemplate Template { get; init => field = value ?? new(); } = new();
}

/// <summary>What pods are made from, cut to their labels, by which services select them, and to agents.</summary>
public sealed record PodTemplate
{
    /// <summary>The labels of the pods to come.</summary>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>The pods to come; null unless an agent that may send Container Insights runs in them.</summary>
    [JsonConverter(typeof(AgentTemplateConverter))]
    public PodTemplateSpec? Spec { get; init; }
}

/// <summary>What a Deployment, StatefulSet or ReplicaSet is.</summary>
public sealed record WorkloadStatus
{
    /// <summary>The generation that its controller has seen.</summary>
    public long ObservedGeneration { get; init; }

    /// <summary>Pods that exist.</summary>
    public int Replicas { get; init; }

    /// <summary>Pods that are ready.</summary>
    public int ReadyReplicas { get; init; }

    /// <summary>Pods of the current revision.</summary>
    public int UpdatedReplicas { get; init; }

    /// <summary>Its conditions.</summary>
    public IReadOnlyList<Condition> Conditions { get; init => field = value ?? []; } = [];
}
