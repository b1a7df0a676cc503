using EksGrader.Api.Host;
using EksGrader.Api.Shared;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Events;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Clusters;

/// <summary>What every change to one lease by an instructor has in common: who may make it, until when, and who is told.</summary>
internal sealed class LeaseChange(EksGraderDb db, LeaseFigures figures, ILeaseEvents events)
{
    /// <summary>The longest reason.</summary>
    public const int LongestReason = 2000;

    /// <summary>Makes a change to a lease that the caller may manage and that is not over, and tells those who follow it.</summary>
    public async Task<Result<Unit>> RunAsync(CurrentUser caller, LeaseId id, Func<Lease, CancellationToken, Task<Result<Unit>>> change, CancellationToken cancellationToken)
    {
        CourseId? course = null;
        var answer = await db.WriteAsync<Result<Unit>>(
            async token =>
            {
                var taught = db.Courses.TaughtBy(db, caller.Viewer, assistantsToo: false);
                var lease = await db.Leases.FirstOrDefaultAsync(l => l.Id == id && taught.Any(c => c.Id == l.CourseId), token);
                if (lease is null)
                    return await db.Leases.VisibleTo(db, caller.Viewer).AnyAsync(l => l.Id == id, token) ? Error.Forbidden : Error.Missing;
                course = lease.CourseId;
                return lease.EndedAt is { } ended
                    ? Error.Of(ProblemKind.LeaseOver, LeaseTexts.Catalog["Over", await ShownAsync(lease, ended, token)])
                    : await change(lease, token);
            },
            cancellationToken);
        if (answer.IsSuccess && course is { } changed)
        {
            figures.Forget(changed);
            events.Wake(id, changed);
        }

        return answer;
    }

    /// <summary>A time as the lease's course shows it.</summary>
    public async Task<string> ShownAsync(Lease lease, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var zone = await db.Courses.Where(c => c.Id == lease.CourseId).Select(c => c.TimeZone).FirstAsync(cancellationToken);
        return Moments.Format(at, NodaTime.DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone));
    }

    /// <summary>How the audit trail names a lease.</summary>
    public static string SubjectOf(Lease lease) => $"lease {lease.Id} of student {lease.StudentId}";
}
