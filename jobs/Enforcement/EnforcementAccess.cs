using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Db.Vault;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Jobs.Enforcement;

/// <summary>Finds the borrowed AWS access to the cluster of a lease: of the newest submission that still has one.</summary>
public sealed class EnforcementAccess(EksGraderDb db, IVault vault)
{
    /// <summary>Whether there is any, without opening it.</summary>
    public async Task<bool> IsThereAsync(LeaseId lease, CancellationToken cancellationToken)
    {
        foreach (var submission in await SubmissionsAsync(lease, cancellationToken))
        {
            if (await vault.HoldsForDeletionAsync(submission.Id, cancellationToken))
                return true;
        }

        return false;
    }

    /// <summary>Opens it; null where there is none.</summary>
    /// <exception cref="VaultException">It cannot be opened.</exception>
    public async Task<ClusterAccess?> OpenAsync(Lease lease, CancellationToken cancellationToken)
    {
        foreach (var submission in await SubmissionsAsync(lease.Id, cancellationToken))
        {
            // A later submission under the lease may name the cluster by another region or name only if it is no AWS access to this one.
            if (await vault.OpenAsync(submission.Id, submission.StudentId, cancellationToken) is { Aws: { } aws } access
                && (lease.ClusterName is null || aws.ClusterName == lease.ClusterName))
            {
                return access;
            }
        }

        return null;
    }

    private async Task<List<(SubmissionId Id, StudentId StudentId)>> SubmissionsAsync(LeaseId lease, CancellationToken cancellationToken)
    {
        var found = await db.Submissions.AsNoTracking()
            .Where(s => s.LeaseId == lease && s.HasAwsAccess)
            .OrderByDescending(s => s.Id)
            .Select(s => new { s.Id, s.StudentId })
            .ToListAsync(cancellationToken);
        return [.. found.Select(f => (f.Id, f.StudentId))];
    }
}
