using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace EksGrader.Checks.Kubernetes.Objects;

/// <summary>What a namespace may use in all.</summary>
public sealed record ResourceQuota : IKubernetesObject<ResourceQuota>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("", "v1", "resourcequotas", "ResourceQuota", Namespaced: true);

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ResourceQuota> Json => QuotaJson.Default.ResourceQuota;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<ResourceQuota>> ListJson => QuotaJson.Default.ObjectListResourceQuota;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What it should be.</summary>
    public ResourceQuotaSpec Spec { get; init => field = value ?? new(); } = new();
}

/// <summary>What a quota limits.</summary>
public sealed record ResourceQuotaSpec
{
    /// <summary>The names of what is limited, such as <c>requests.cpu</c>.</summary>
    [JsonConverter(typeof(KeysConverter))]
    public IReadOnlyList<string> Hard { get; init => field = value ?? []; } = [];
}

/// <summary>What one container or pod of a namespace may use.</summary>
public sealed record LimitRange : IKubernetesObject<LimitRange>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("", "v1", "limitranges", "LimitRange", Namespaced: true);

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<LimitRange> Json => QuotaJson.Default.LimitRange;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<LimitRange>> ListJson => QuotaJson.Default.ObjectListLimitRange;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What it should be.</summary>
    public LimitRangeSpec Spec { get; init => field = value ?? new(); } = new();
}

/// <summary>What a limit range says.</summary>
public sealed record LimitRangeSpec
{
    /// <summary>Its limits.</summary>
    public IReadOnlyList<LimitRangeItem> Limits { get; init => field = value ?? []; } = [];
}

/// <summary>One limit.</summary>
public sealed record LimitRangeItem
{
    /// <summary><c>Container</c>, <c>Pod</c> or <c>PersistentVolumeClaim</c>.</summary>
    public string Type { get; init => field = value ?? ""; } = "";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ObjectList<ResourceQuota>))]
[JsonSerializable(typeof(ObjectList<LimitRange>))]
internal sealed partial class QuotaJson : JsonSerializerContext;
