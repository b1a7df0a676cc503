using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Db.Gradebook;

/// <summary>
/// Changes when anything in a gradebook has: cheap to ask for, so that whoever watches one can ask often. Submissions and leases count
/// their own changes, contests only come and are answered with an entry; whatever people change (roster, points, deadlines) leaves an entry in the audit trail.
/// </summary>
public static class GradebookStamp
{
    /// <summary>The stamp.</summary>
    public static async Task<string> ReadAsync(EksGraderDb db, GradebookScope scope, CancellationToken cancellationToken)
    {
        var (course, assignment) = (scope.Course, scope.Assignment);
        var submissions = await db.Submissions.Where(s => s.AssignmentId == assignment).GroupBy(_ => 1)
            .Select(g => new { Count = g.Count(), Changes = g.Sum(s => (long)s.RowVersion) }).SingleOrDefaultAsync(cancellationToken);
        var leases = await db.Leases.Where(l => l.CourseId == course).GroupBy(_ => 1)
            .Select(g => new { Count = g.Count(), Changes = g.Sum(l => (long)l.RowVersion) }).SingleOrDefaultAsync(cancellationToken);
        var audit = await db.AuditEntries.CountAsync(e => e.CourseId == course, cancellationToken);
        var contests = await db.OpenContests().CountAsync(c => c.CourseId == course, cancellationToken);
        return FormattableString.Invariant($"{submissions?.Count}.{submissions?.Changes}-{leases?.Count}.{leases?.Changes}-{contests}-{audit}");
    }
}
