using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Jobs.Reminders;

/// <summary>Reads what is known of leases.</summary>
internal static class LeaseSnapshots
{
    /// <summary>What is known of some leases, in the caller's transaction.</summary>
    public static async Task<Dictionary<LeaseId, LeaseSnapshot>> ReadAsync(EksGraderDb db, IReadOnlyCollection<LeaseId> ids, CancellationToken cancellationToken)
    {
        // A submission that no look has put under a lease may be of this cluster: it keeps the student from deleting as well.
        var read = await db.Leases.AsNoTracking().Where(l => ids.Contains(l.Id)).Select(l => new
        {
            Lease = l,
            IsNeeded = db.Submissions.Any(s => s.StudentId == l.StudentId && s.SafeToDeleteAt == null && (s.LeaseId == l.Id || s.LeaseId == null)),
        }).ToListAsync(cancellationToken);
        return read.ToDictionary(r => r.Lease.Id, r => new LeaseSnapshot(r.Lease, !r.IsNeeded));
    }
}
