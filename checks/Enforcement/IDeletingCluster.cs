using EksGrader.Checks.Core;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Enforcement;

/// <summary>
/// The only way this program deletes anything: one cluster and what belongs to it, with the borrowed access. Grading never gets one.
/// </summary>
public interface IDeletingCluster : IAsyncDisposable
{
    /// <summary>What has the cluster's name now; null where nothing has (ResourceNotFoundException).</summary>
    /// <exception cref="ReadException">AWS did not say.</exception>
    Task<LivingCluster?> DescribeAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Every resource of a kind that is the cluster's own: through EKS by its name, elsewhere by tags that name exactly this cluster.
    /// </summary>
    /// <exception cref="ReadException">It could not be read.</exception>
    Task<IReadOnlyList<ObservedResource>> ListAsync(DeletionStepKind kind, CancellationToken cancellationToken);

    /// <summary>Requests a deletion, once. Every failure is a reply.</summary>
    Task<DeletionReply> DeleteAsync(DeletionStepKind kind, string target, CancellationToken cancellationToken);
}

/// <summary>Opens clusters for deletion.</summary>
public interface IClusterDeleter
{
    /// <summary>Opens one; no call is made yet.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="access">Borrowed access with AWS rights.</param>
    IDeletingCluster Open(ClusterToDelete cluster, ClusterAccess access);
}

/// <summary>The cluster of a lease; one of the same name with another ARN or creation time is another cluster.</summary>
/// <param name="Arn">Its ARN.</param>
/// <param name="CreatedAt">When EKS created it.</param>
/// <param name="Name">Its name.</param>
/// <param name="Region">Its region.</param>
public sealed record ClusterToDelete(string Arn, DateTimeOffset CreatedAt, string Name, string Region)
{
    // Databases keep microseconds, AWS gives milliseconds.
    private static readonly TimeSpan Rounding = TimeSpan.FromMilliseconds(1);

    /// <summary>Whether what lives under the name is this one.</summary>
    public bool Is(LivingCluster seen) => string.Equals(seen.Arn, Arn, StringComparison.Ordinal) && (seen.CreatedAt - CreatedAt).Duration() < Rounding;
}

/// <summary>A cluster as eks:DescribeCluster describes it to enforcement.</summary>
/// <param name="Arn">Its ARN.</param>
/// <param name="CreatedAt">When EKS created it.</param>
/// <param name="IsGoing">Whether it is being deleted.</param>
/// <param name="IsProtected">Whether <c>deletionProtection</c> is on.</param>
public sealed record LivingCluster(string Arn, DateTimeOffset CreatedAt, bool IsGoing, bool IsProtected);

/// <summary>The condition of a resource that is to be deleted.</summary>
public enum ResourceCondition
{
    /// <summary>It is there.</summary>
    There,

    /// <summary>It is being deleted.</summary>
    Going,

    /// <summary>Its deletion failed.</summary>
    Stuck,

    /// <summary>The access may read it, but not delete it.</summary>
    Untouchable,
}

/// <summary>A resource of the cluster that was observed.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Target">What tells it from every other.</param>
/// <param name="Condition">Its condition.</param>
public sealed record ObservedResource(DeletionStepKind Kind, string Target, ResourceCondition Condition = ResourceCondition.There)
{
    /// <summary>When it was created; null where that is not known.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>What AWS says about its condition.</summary>
    public string? Detail { get; init; }
}

/// <summary>How a request for a deletion ended.</summary>
public enum DeletionReplyKind
{
    /// <summary>It is being done, or done.</summary>
    Accepted,

    /// <summary>There is nothing to delete any more.</summary>
    NotThere,

    /// <summary>Something else must end first (409, in use): request it again later.</summary>
    Busy,

    /// <summary>Too many requests: request it again later.</summary>
    Throttled,

    /// <summary>A right is missing.</summary>
    Denied,

    /// <summary>It is not known whether it was accepted: a timeout, a dropped connection, 5xx. The next observation tells.</summary>
    Unclear,

    /// <summary>It was refused for good.</summary>
    Refused,

    /// <summary>It was not requested: the cluster could not be read just before.</summary>
    NotAsked,

    /// <summary>It was not requested: what had the name just before was not what it should be.</summary>
    Another,
}

/// <summary>How a request for a deletion ended.</summary>
/// <param name="Kind">How.</param>
/// <param name="Words">The other side's words in a line, no credential.</param>
public sealed record DeletionReply(DeletionReplyKind Kind, string Words)
{
    /// <summary>The right that is missing.</summary>
    public string? Right { get; init; }

    /// <summary>How long the other side asks to wait.</summary>
    public TimeSpan? After { get; init; }
}
