using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace EksGrader.Checks.Kubernetes;

/// <summary>A pod.</summary>
public sealed record Pod : IKubernetesObject<Pod>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("", "v1", "pods", "Pod", Namespaced: true);

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<Pod> Json => PodJson.Default.Pod;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<Pod>> ListJson => PodJson.Default.ObjectListPod;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What it should be.</summary>
    [JsonConverter(typeof(PodSpecConverter))]
    public PodSpec Spec { get; init => field = value ?? new(); } = new();

    /// <summary>What it is.</summary>
    public PodStatus Status { get; init => field = value ?? new(); } = new();
}

/// <summary>What a pod is.</summary>
public sealed record PodStatus
{
    /// <summary><c>Pending</c>, <c>Running</c>, <c>Succeeded</c>, <c>Failed</c> or <c>Unknown</c>.</summary>
    public string Phase { get; init => field = value ?? ""; } = "";

    /// <summary>Its address.</summary>
    public string PodIP { get; init => field = value ?? ""; } = "";

    /// <summary>Its addresses, one a family; the first is <see cref="PodIP"/> (Kubernetes API reference, PodStatus).</summary>
    public IReadOnlyList<PodAddress> PodIPs { get; init => field = value ?? []; } = [];

    /// <summary>Its conditions; <c>Ready</c> among them.</summary>
    public IReadOnlyList<Condition> Conditions { get; init => field = value ?? []; } = [];

    /// <summary>How its containers fare.</summary>
    public IReadOnlyList<ContainerStatus> ContainerStatuses { get; init => field = value ?? []; } = [];
}

/// <summary>An address of a pod.</summary>
public sealed record PodAddress
{
    /// <summary>IPv4 or IPv6.</summary>
    public string Ip { get; init => field = value ?? ""; } = "";
}

/// <summary>How a container fares.</summary>
public sealed record ContainerStatus
{
    /// <summary>The container.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>Its image, as the node resolved it.</summary>
    public string Image { get; init => field = value ?? ""; } = "";

    /// <summary>The image that runs, mostly with its digest: <c>…@sha256:…</c>; empty before it was pulled.</summary>
    public string ImageID { get; init => field = value ?? ""; } = "";

    /// <summary>Whether it is ready.</summary>
    public bool Ready { get; init; }

    /// <summary>What it does now.</summary>
    public ContainerState State { get; init => field = value ?? new(); } = new();
}

/// <summary>What a container does now.</summary>
public sealed record ContainerState
{
    /// <summary>Why it waits; null where it does not.</summary>
    public ContainerWaiting? Waiting { get; init; }
}

/// <summary>Why a container waits.</summary>
public sealed record ContainerWaiting
{
    /// <summary>One word, such as <c>CrashLoopBackOff</c> or <c>ImagePullBackOff</c>.</summary>
    public string Reason { get; init => field = value ?? ""; } = "";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ObjectList<Pod>))]
internal sealed partial class PodJson : JsonSerializerContext;
