using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Enforcement.Kubernetes;

/// <summary>A claim to a volume. No check reads one: only enforcement does.</summary>
internal sealed record PersistentVolumeClaim : IKubernetesObject<PersistentVolumeClaim>
{
    public static ResourceType Type { get; } = new("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim", Namespaced: true);

    [JsonIgnore]
    public static JsonTypeInfo<PersistentVolumeClaim> Json => EnforcementKubernetesJson.Default.PersistentVolumeClaim;

    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<PersistentVolumeClaim>> ListJson => EnforcementKubernetesJson.Default.ObjectListPersistentVolumeClaim;

    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();
}

/// <summary>What is sent with a delete (Kubernetes API reference, DeleteOptions).</summary>
/// <param name="ApiVersion">Always <c>v1</c>.</param>
/// <param name="Kind">Always <c>DeleteOptions</c>.</param>
/// <param name="Preconditions">Only the object with this UID: not one of the same name that was made since.</param>
/// <param name="PropagationPolicy">What it owns goes after it.</param>
internal sealed record DeleteOptions(string ApiVersion, string Kind, DeletePreconditions Preconditions, string PropagationPolicy);

internal sealed record DeletePreconditions(string Uid);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ObjectList<PersistentVolumeClaim>))]
[JsonSerializable(typeof(DeleteOptions))]
internal sealed partial class EnforcementKubernetesJson : JsonSerializerContext;
