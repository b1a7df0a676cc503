using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Clusters;

/// <summary>
/// Changes when anything on a course's board of clusters has: leases count their own changes, each look changes its lease, orders to delete and their steps
/// count theirs, and whatever
/// people do leaves an entry in the audit trail.
/// </summary>
internal static class LeaseStamp
{
    /// <summary>The stamp.</summary>
    public static async Task<string> ReadAsync(EksGraderDb db, CourseId course, CancellationToken cancellationToken)
    {
        var leases = await db.Leases.Where(l => l.CourseId == course).GroupBy(_ => 1)
            .Select(g => new { Count = g.Count(), Changes = g.Sum(l => (long)l.RowVersion) }).SingleOrDefaultAsync(cancellationToken);
        var audit = await db.AuditEntries.CountAsync(e => e.CourseId == course, cancellationToken);
        var orders = await db.DeletionOrders.Where(o => o.CourseId == course).GroupBy(_ => 1)
            .Select(g => new { Count = g.Count(), Changes = g.Sum(o => (long)o.RowVersion) }).SingleOrDefaultAsync(cancellationToken);
        var steps = await db.DeletionSteps.Where(s => db.DeletionOrders.Any(o => o.Id == s.OrderId && o.CourseId == course)).GroupBy(_ => 1)
            .Select(g => new { Count = g.Count(), Changes = g.Sum(s => (long)s.RowVersion) }).SingleOrDefaultAsync(cancellationToken);
        return FormattableString.Invariant($"{leases?.Count}.{leases?.Changes}-{orders?.Count}.{orders?.Changes}-{steps?.Count}.{steps?.Changes}-{audit}");
    }
}
