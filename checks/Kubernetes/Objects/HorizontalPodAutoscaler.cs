using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace EksGrader.Checks.Kubernetes.Objects;

/// <summary>What changes the number of pods of a workload by load.</summary>
public sealed record HorizontalPodAutoscaler : IKubernetesObject<HorizontalPodAutoscaler>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("autoscaling", "v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler", Namespaced: true) { OlderVersion = "v2beta2", IsOptional = true };

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<HorizontalPodAutoscaler> Json => AutoscalerJson.Default.HorizontalPodAutoscaler;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<HorizontalPodAutoscaler>> ListJson => AutoscalerJson.Default.ObjectListHorizontalPodAutoscaler;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What it should be.</summary>
    public AutoscalerSpec Spec { get; init => field = value ?? new(); } = new();
}

/// <summary>What an autoscaler says.</summary>
public sealed record AutoscalerSpec
{
    /// <summary>The workload.</summary>
    public ObjectReference ScaleTargetRef { get; init => field = value ?? new(); } = new();

    /// <summary>The fewest pods; null for 1.</summary>
    public int? MinReplicas { get; init; }

    /// <summary>The most pods.</summary>
    public int MaxReplicas { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ObjectList<HorizontalPodAutoscaler>))]
internal sealed partial class AutoscalerJson : JsonSerializerContext;
