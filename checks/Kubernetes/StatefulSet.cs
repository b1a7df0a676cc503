using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace EksGrader.Checks.Kubernetes;

/// <summary>A stateful set.</summary>
public sealed record StatefulSet : IKubernetesObject<StatefulSet>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("apps", "v1", "statefulsets", "StatefulSet", Namespaced: true);

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<StatefulSet> Json => StatefulSetJson.Default.StatefulSet;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<StatefulSet>> ListJson => StatefulSetJson.Default.ObjectListStatefulSet;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What it should be.</summary>
    public WorkloadSpec Spec { get; init => field = value ?? new(); } = new();

    /// <summary>What it is.</summary>
    public WorkloadStatus Status { get; init => field = value ?? new(); } = new();
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ObjectList<StatefulSet>))]
internal sealed partial class StatefulSetJson : JsonSerializerContext;
