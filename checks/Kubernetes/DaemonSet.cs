using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace EksGrader.Checks.Kubernetes;

/// <summary>A daemon set.</summary>
public sealed record DaemonSet : IKubernetesObject<DaemonSet>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("apps", "v1", "daemonsets", "DaemonSet", Namespaced: true);

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<DaemonSet> Json => DaemonSetJson.Default.DaemonSet;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<DaemonSet>> ListJson => DaemonSetJson.Default.ObjectListDaemonSet;

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

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ObjectList<DaemonSet>))]
internal sealed partial class DaemonSetJson : JsonSerializerContext;
