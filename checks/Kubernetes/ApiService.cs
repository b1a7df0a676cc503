using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace EksGrader.Checks.Kubernetes;

/// <summary>Who serves one version of an API group (Kubernetes, "Kubernetes API Aggregation Layer").</summary>
[JsonConverter(typeof(ApiServiceConverter))]
public sealed record ApiService : IKubernetesObject<ApiService>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("apiregistration.k8s.io", "v1", "apiservices", "APIService", Namespaced: false);

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ApiService> Json => ApiServiceJson.Default.ApiService;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<ApiService>> ListJson => ApiServiceJson.Default.ObjectListApiService;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What it should be.</summary>
    public ApiServiceSpec Spec { get; init => field = value ?? new(); } = new();
}

/// <summary>Which group, and who serves it.</summary>
public sealed record ApiServiceSpec
{
    /// <summary>The API group; empty for the core group.</summary>
    public string Group { get; init => field = value ?? ""; } = "";

    /// <summary>Its version.</summary>
    public string Version { get; init => field = value ?? ""; } = "";

    /// <summary>The Service that requests are passed on to; null where the API server itself answers.</summary>
    public ApiServiceTarget? Service { get; init; }
}

/// <summary>A Service that answers in the API server's place.</summary>
public sealed record ApiServiceTarget
{
    /// <summary>Its namespace.</summary>
    public string Namespace { get; init => field = value ?? ""; } = "";

    /// <summary>Its name.</summary>
    public string Name { get; init => field = value ?? ""; } = "";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ObjectList<ApiService>))]
internal sealed partial class ApiServiceJson : JsonSerializerContext;
