using EksGrader.Checks.Core;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Enforcement;

/// <summary>
/// The only way of this program to delete anything: one cluster and what is its own, with the borrowed access. Grading never gets one.
/// </summary>
public interface IDeletingCluster : IAsyncDisposable
{
    /// <summary>What lives under the cluster's name now; null where nothing does (ResourceNotFoundException).</summary>
    /// <exception cref="ReadException">AWS did not say.</exception>
    Task<LivingCluster?> DescribeAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Everything of a kind that is the cluster's own: through EKS by its name, elsewhere by tags that name exactly this cluster and no other.
    /// </summary>
    /// <exception cref="ReadException">It could not be looked at.</exception>
    Task<IReadOnlyList<ObservedResource>> ListAsync(DeletionStepKind kind, CancellationToken cancellationToken);

    /// <summary>Asks for a deletion, once. Every failure is a reply.</summary>
    Task<DeletionReply> DeleteAsync(DeletionStepKind kind, string target, CancellationToken cancellationToken);
}

/// <summary>Opens clusters for deletion.</summary>
public interface IClusterDeleter
{
    /// <summary>Opens one; nothing is asked yet.</summary>
    /// <param name="cluster">The very cluster.</param>
    /// <param name="access">Borrowed access with AWS rights.</param>
    IDeletingCluster Open(ClusterToDelete cluster, ClusterAccess access);
}

/// <summary>Where the steps of an order are written down. What is not written was not done.</summary>
public interface IDeletionLog
{
    /// <summary>Stores steps that are new or have changed, all or none. What is about to be asked for is refused by an exception where it must not be any more.</summary>
    Task RecordAsync(IReadOnlyList<DeletionStepFacts> changed, CancellationToken cancellationToken);
}
