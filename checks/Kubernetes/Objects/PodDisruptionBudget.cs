using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace EksGrader.Checks.Kubernetes.Objects;

/// <summary>A disruption budget: how many of some pods an eviction leaves (Kubernetes, "Specifying a Disruption Budget for your Application").</summary>
public sealed record PodDisruptionBudget : IKubernetesObject<PodDisruptionBudget>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget", Namespaced: true) { OlderVersion = "v1beta1", IsOptional = true };

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<PodDisruptionBudget> Json => DisruptionJson.Default.PodDisruptionBudget;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<PodDisruptionBudget>> ListJson => DisruptionJson.Default.ObjectListPodDisruptionBudget;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What it should be.</summary>
    public DisruptionBudgetSpec Spec { get; init => field = value ?? new(); } = new();

    /// <summary>What it is, by its controller.</summary>
    public DisruptionBudgetStatus Status { get; init => field = value ?? new(); } = new();

    /// <summary><c>policy/v1</c>, or <c>policy/v1beta1</c>, where an empty selector selects no pod.</summary>
    public string ApiVersion { get; init => field = value ?? ""; } = "";
}

/// <summary>What a disruption budget should be.</summary>
public sealed record DisruptionBudgetSpec
{
    /// <summary>How many stay at least, a number or a percentage; null where it is not set.</summary>
    [JsonConverter(typeof(NumberOrTextConverter))]
    public string? MinAvailable { get; init; }

    /// <summary>How many may be missing, a number or a percentage; null where it is not set.</summary>
    [JsonConverter(typeof(NumberOrTextConverter))]
    public string? MaxUnavailable { get; init; }

    /// <summary>The pods; null for none.</summary>
    public LabelSelector? Selector { get; init; }

    /// <summary><c>IfHealthyBudget</c>, <c>AlwaysAllow</c>, or empty for the first.</summary>
    public string UnhealthyPodEvictionPolicy { get; init => field = value ?? ""; } = "";
}

/// <summary>What a disruption budget is.</summary>
public sealed record DisruptionBudgetStatus
{
    /// <summary>The generation that its controller has seen.</summary>
    public long ObservedGeneration { get; init; }

    /// <summary>Pods that are ready.</summary>
    public int CurrentHealthy { get; init; }

    /// <summary>Pods that must stay ready.</summary>
    public int DesiredHealthy { get; init; }

    /// <summary>Evictions that are let through now.</summary>
    public int DisruptionsAllowed { get; init; }

    /// <summary>Pods that it counts.</summary>
    public int ExpectedPods { get; init; }

    /// <summary><c>DisruptionAllowed</c> among them.</summary>
    public IReadOnlyList<Condition> Conditions { get; init => field = value ?? []; } = [];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ObjectList<PodDisruptionBudget>))]
internal sealed partial class DisruptionJson : JsonSerializerContext;
