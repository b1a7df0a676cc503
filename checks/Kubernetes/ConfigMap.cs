using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace EksGrader.Checks.Kubernetes;

/// <summary>A configuration map, cut to what tells how a CloudWatch agent is configured; other data is dropped while reading, its names too.</summary>
public sealed record ConfigMap : IKubernetesObject<ConfigMap>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("", "v1", "configmaps", "ConfigMap", Namespaced: true);

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ConfigMap> Json => ConfigMapJson.Default.ConfigMap;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<ConfigMap>> ListJson => ConfigMapJson.Default.ObjectListConfigMap;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>The key under which the CloudWatch agent looks for its configuration.</summary>
    public const string AgentKey = "cwagentconfig.json";

    /// <summary>What each value says as a configuration of the CloudWatch agent, by key.</summary>
    [JsonConverter(typeof(AgentConfigurationsConverter))]
    public IReadOnlyDictionary<string, AgentConfiguration> Data { get; init => field = value ?? NoData; } = NoData;

    private static readonly IReadOnlyDictionary<string, AgentConfiguration> NoData = new Dictionary<string, AgentConfiguration>(StringComparer.Ordinal);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ObjectList<ConfigMap>))]
internal sealed partial class ConfigMapJson : JsonSerializerContext;
