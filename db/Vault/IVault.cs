using EksGrader.Checks.Core;
using EksGrader.Db.Model;

namespace EksGrader.Db.Vault;

/// <summary>Keeps borrowed access: encrypted at rest, opened only in the job that needs it, deleted when nothing needs it any more.</summary>
public interface IVault
{
    /// <summary>Puts an access under seal, in the caller's unit of work: stored when that is. An earlier one of the submission is replaced.</summary>
    Task SealAsync(SubmissionId submission, StudentId student, ClusterAccess access, DateTimeOffset expiresAt, CancellationToken cancellationToken);

    /// <summary>Opens the access of a submission; null where it was deleted or its time is over.</summary>
    /// <exception cref="VaultException">The key is missing, or the row is not what was sealed.</exception>
    Task<ClusterAccess?> OpenAsync(SubmissionId submission, StudentId student, CancellationToken cancellationToken);

    /// <summary>Keeps the access of a submission longer, in the caller's unit of work: one that is kept longer already, or is gone, stays as it is.</summary>
    Task KeepUntilAsync(SubmissionId submission, DateTimeOffset until, CancellationToken cancellationToken);

    /// <summary>Whether the access of a submission is still there, whole enough to look at its cluster, without opening it.</summary>
    Task<bool> HoldsAsync(SubmissionId submission, CancellationToken cancellationToken);

    /// <summary>Whether there is an access that the deletion can be watched or carried out with, without opening it: a kubeconfig may be gone from it.</summary>
    Task<bool> HoldsForDeletionAsync(SubmissionId submission, CancellationToken cancellationToken);

    /// <summary>Of how many graded submissions of an assignment the access is still there, whole enough to look at their clusters.</summary>
    Task<int> CountAsync(AssignmentId assignment, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes the kubeconfig out of an access that AWS access joins, or all of an access that is nothing else, and writes that into the
    /// audit trail. What is left is for the watch over the deletion alone. Tells whether there was one.
    /// </summary>
    Task<bool> DropKubeconfigAsync(SubmissionId submission, string why, CancellationToken cancellationToken);

    /// <summary>Deletes the access of a submission and writes that into the audit trail. Tells whether there was one.</summary>
    async Task<bool> DeleteAsync(SubmissionId submission, string why, CancellationToken cancellationToken) => await DeleteAsync([submission], why, cancellationToken) > 0;

    /// <summary>Deletes the access of some submissions and writes that into the audit trail. Tells how many there were.</summary>
    Task<int> DeleteAsync(IReadOnlyCollection<SubmissionId> submissions, string why, CancellationToken cancellationToken);

    /// <summary>The submissions whose access has outlived its time.</summary>
    Task<IReadOnlyList<SubmissionId>> ExpiredAsync(CancellationToken cancellationToken);

    /// <summary>The graded submissions whose access is still there although the lease on their cluster has ended.</summary>
    Task<IReadOnlyList<SubmissionId>> OfEndedLeasesAsync(CancellationToken cancellationToken);

    /// <summary>The graded submissions by kubeconfig whose kubeconfig is still there.</summary>
    Task<IReadOnlyList<SubmissionId>> GradedKubeconfigsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Makes the bytes of what was deleted go from the database's files too, where that is in our hands: on SQLite the write-ahead log is
    /// emptied into the file, where deleted content is overwritten. False where a long read was in the way.
    /// </summary>
    Task<bool> WipeAsync(CancellationToken cancellationToken);
}

/// <summary>A sealed access cannot be opened. The message says why and what to do, and names no credential.</summary>
public sealed class VaultException(string message, Exception inner) : Exception(message, inner);
