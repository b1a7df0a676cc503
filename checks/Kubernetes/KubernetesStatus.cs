using System.Text.Json.Serialization;

namespace EksGrader.Checks.Kubernetes;

/// <summary>A <c>Status</c> (meta/v1), as far as errors need it.</summary>
internal sealed record KubernetesStatus
{
    public string? Kind { get; init; }

    public string? Message { get; init; }

    public string? Reason { get; init; }

    public StatusDetails? Details { get; init; }
}

/// <summary>The details of a <c>Status</c>.</summary>
internal sealed record StatusDetails
{
    public int? RetryAfterSeconds { get; init; }
}

/// <summary>How a <c>Status</c> is read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(KubernetesStatus))]
internal sealed partial class StatusJson : JsonSerializerContext;
