using EksGrader.Checks.Assignments;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Jobs.Leases;

/// <summary>The time that everybody has after the look that the cluster had to stay for: no deadline falls before it (docs/lifecycle.md, "Deadlines").</summary>
internal static class TimeToDelete
{
    /// <summary>Moves a live lease's deadline where it leaves less; the move stands in the audit trail. Judge afterwards.</summary>
    /// <param name="db">The database, in whose transaction it is.</param>
    /// <param name="lease">The lease.</param>
    /// <param name="safeSince">Since when the cluster may be deleted; null while it may not, which is not before now.</param>
    /// <param name="time">The clock.</param>
    public static void Keep(EksGraderDb db, Lease lease, DateTimeOffset? safeSince, TimeProvider time)
    {
        var now = time.GetUtcNow();
        var earliest = (safeSince ?? now) + Deadlines.AfterSafeToDelete.ToTimeSpan();
        if (lease.EndedAt is not null || lease.Deadline >= earliest)
            return;

        // While it settles the deadline moves with every look, and what it comes to is noted at the end. A lease that is only read stays as it is in its row.
        if (safeSince is not null && db.Entry(lease).State != EntityState.Detached)
        {
            db.AuditEntries.Add(new AuditEntry(Id.New<AuditEntryId>(time), now, "service", "lease.moved", $"lease {lease.Id} of student {lease.StudentId}", lease.CourseId)
            {
                From = Shown(lease.Deadline),
                To = Shown(earliest),
                Why = "45 minutes after the look that the cluster had to stay for",
            });
        }

        lease.Extend(earliest);
        LeaseSchedule.Rearm(lease, now);
    }

    private static string Shown(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
