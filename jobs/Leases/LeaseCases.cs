using EksGrader.Db;
using EksGrader.Db.Leases;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Jobs.Leases;

/// <summary>Loads leases with what their verdicts depend on, many at once.</summary>
/// <param name="db">The database.</param>
/// <param name="time">The clock.</param>
public sealed class LeaseCases(EksGraderDb db, TimeProvider time)
{
    /// <summary>
    /// Loads some leases' submissions and looks, as the transaction has left them so far. Where a look was over later than the deadline
    /// leaves time for, the deadline follows: nobody is told to keep a cluster and to have deleted it before.
    /// </summary>
    internal async Task<IReadOnlyList<LeaseCase>> LoadAsync(IReadOnlyCollection<Lease> leases, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken); // the queries below are to see what the transaction has done so far
        var ids = leases.Select(l => l.Id).ToList();
        var submissions = (await db.Submissions.AsNoTracking()
            .Where(s => s.LeaseId != null && ids.Contains(s.LeaseId.Value))
            .Select(s => new LeasedSubmission
            {
                Id = s.Id,
                Lease = s.LeaseId.GetValueOrDefault(),
                Assignment = s.AssignmentId,
                SubmittedAt = s.SubmittedAt,
                SafeToDeleteAt = s.SafeToDeleteAt,
                Counting = s.CountingGradingId,
                Version = db.Gradings.Where(g => g.Id == s.CountingGradingId).Select(g => (int?)g.AssignmentVersion).FirstOrDefault(),
            })
            .ToListAsync(cancellationToken)).ToLookup(s => s.Lease);
        var looks = (await db.LeaseLooks.AsNoTracking().Where(l => ids.Contains(l.LeaseId)).ToListAsync(cancellationToken)).ToLookup(l => l.LeaseId);
        return [.. leases.Select(lease => WithTimeToDelete(new LeaseCase(lease, [.. submissions[lease.Id]], [.. looks[lease.Id]])))];
    }

    private LeaseCase WithTimeToDelete(LeaseCase known)
    {
        if (known.SafeSince is { } safe)
            TimeToDelete.Keep(db, known.Lease, safe, time);
        return known;
    }
}
