using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Enforcement;

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

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ObjectList<PersistentVolumeClaim>))]
internal sealed partial class EnforcementKubernetesJson : JsonSerializerContext;
