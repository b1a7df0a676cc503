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

/// <summary>A SelfSubjectAccessReview (authorization.k8s.io/v1), asked and answered.</summary>
internal sealed record AccessReview
{
    public string ApiVersion { get; init; } = "authorization.k8s.io/v1";

    public string Kind { get; init; } = "SelfSubjectAccessReview";

    public AccessReviewSpec? Spec { get; init; }

    public AccessReviewStatus? Status { get; init; }
}

/// <summary>What is asked.</summary>
/// <param name="ResourceAttributes">The verb and the resource.</param>
internal sealed record AccessReviewSpec(ResourceAttributes ResourceAttributes);

/// <summary>A verb and a resource.</summary>
internal sealed record ResourceAttributes(string Verb, string Group, string Resource);

/// <summary>What is answered.</summary>
internal sealed record AccessReviewStatus
{
    public bool? Allowed { get; init; }
}

/// <summary>How the small documents are read and written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(KubernetesStatus))]
[JsonSerializable(typeof(AccessReview))]
internal sealed partial class StatusJson : JsonSerializerContext;
