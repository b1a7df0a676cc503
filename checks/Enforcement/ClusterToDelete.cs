namespace EksGrader.Checks.Enforcement;

/// <summary>The very cluster of a lease; one of the same name with another ARN or creation is another cluster.</summary>
/// <param name="Arn">Its ARN.</param>
/// <param name="CreatedAt">When EKS made it.</param>
/// <param name="Name">Its name.</param>
/// <param name="Region">Its region.</param>
public sealed record ClusterToDelete(string Arn, DateTimeOffset CreatedAt, string Name, string Region)
{
    // Databases keep microseconds, AWS gives milliseconds.
    private static readonly TimeSpan Rounding = TimeSpan.FromMilliseconds(1);

    /// <summary>Whether what lives under the name is this one.</summary>
    public bool Is(LivingCluster seen) => string.Equals(seen.Arn, Arn, StringComparison.Ordinal) && (seen.CreatedAt - CreatedAt).Duration() < Rounding;
}

/// <summary>A cluster as eks:DescribeCluster tells it to enforcement.</summary>
/// <param name="Arn">Its ARN.</param>
/// <param name="CreatedAt">When EKS made it.</param>
/// <param name="IsGoing">Whether it is being deleted.</param>
/// <param name="IsProtected">Whether <c>deletionProtection</c> is on.</param>
public sealed record LivingCluster(string Arn, DateTimeOffset CreatedAt, bool IsGoing, bool IsProtected);

/// <summary>How a thing that is to be deleted stands.</summary>
public enum ResourceCondition
{
    /// <summary>It is there.</summary>
    There,

    /// <summary>It is being deleted.</summary>
    Going,

    /// <summary>Its deletion failed.</summary>
    Stuck,

    /// <summary>The access may look at it, but not delete it.</summary>
    Untouchable,
}

/// <summary>A thing of the cluster that was seen.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Target">What tells it from every other.</param>
/// <param name="Condition">How it stands.</param>
public sealed record ObservedResource(DeletionStepKind Kind, string Target, ResourceCondition Condition = ResourceCondition.There)
{
    /// <summary>When it was made; null where nobody says.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>What AWS says about its condition.</summary>
    public string? Detail { get; init; }
}
