namespace EksGrader.Checks.Enforcement;

/// <summary>One thing to delete, and how far that is. What AWS and Kubernetes call things was written by strangers.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Target">
/// What tells it from every other: an ARN, an id, a name; <c>namespace/name/uid</c> in Kubernetes; <see cref="Everything"/> where the kind
/// itself could not be looked at.
/// </param>
/// <param name="PlannedAt">When it was first seen.</param>
public sealed record DeletionStepFacts(DeletionStepKind Kind, string Target, DateTimeOffset PlannedAt)
{
    /// <summary>The target of a step about a whole kind that could not be looked at.</summary>
    public const string Everything = "*";

    /// <summary>Where it stands.</summary>
    public DeletionStepState State { get; init; } = DeletionStepState.Planned;

    /// <summary>When its deletion was first asked for.</summary>
    public DateTimeOffset? FirstAskedAt { get; init; }

    /// <summary>When its deletion was last asked for.</summary>
    public DateTimeOffset? AskedAt { get; init; }

    /// <summary>When it was gone, skipped or had failed.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How often its deletion was asked for, refusals included.</summary>
    public int Tries { get; init; }

    /// <summary>Before when it is not asked for again.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>What the other side said last, or why it was skipped; null while it was not answered. No credential.</summary>
    public string? Answer { get; init; }

    /// <summary>The right that is missing, such as <c>eks:DeleteCluster</c>.</summary>
    public string? Right { get; init; }

    /// <summary>Whether nothing more happens to it in this attempt.</summary>
    public bool IsSettled => State is DeletionStepState.Gone or DeletionStepState.Skipped or DeletionStepState.Failed;

    /// <summary>What tells steps of one order apart.</summary>
    public (DeletionStepKind, string) Key => (Kind, Target);

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} {Target}: {State}";
}
