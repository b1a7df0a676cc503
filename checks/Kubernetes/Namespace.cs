using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace EksGrader.Checks.Kubernetes;

/// <summary>A namespace.</summary>
public sealed record Namespace : IKubernetesObject<Namespace>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("", "v1", "namespaces", "Namespace", Namespaced: false);

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<Namespace> Json => NamespaceJson.Default.Namespace;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<Namespace>> ListJson => NamespaceJson.Default.ObjectListNamespace;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ObjectList<Namespace>))]
internal sealed partial class NamespaceJson : JsonSerializerContext;
