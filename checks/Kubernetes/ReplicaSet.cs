using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace EksGrader.Checks.Kubernetes;

/// <summary>A replica set.</summary>
public sealed record ReplicaSet : IKubernetesObject<ReplicaSet>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("apps", "v1", "replicasets", "ReplicaSet", Namespaced: true);

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ReplicaSet> Json => ReplicaSetJson.Default.ReplicaSet;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<ReplicaSet>> ListJson => ReplicaSetJson.Default.ObjectListReplicaSet;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What it should be.</summary>
    public WorkloadSpec Spec { get; init => field = value ?? new(); } = new();

    /// <summary>What it is.</summary>
    public WorkloadStatus Status { get; init => field = value ?? new(); } = new();
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ObjectList<ReplicaSet>))]
internal sealed partial class ReplicaSetJson : JsonSerializerContext;
