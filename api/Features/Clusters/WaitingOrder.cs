using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Clusters;

/// <summary>An order to delete a cluster that waits for an instructor.</summary>
/// <param name="Order">The order.</param>
/// <param name="Number">The student's number.</param>
/// <param name="Name">The student's name.</param>
/// <param name="Cluster">The cluster as people call it; null where nothing is known of it.</param>
public sealed record WaitingOrder(DeletionOrder Order, string Number, string Name, string? Cluster)
{
    /// <summary>Those of a course, the oldest first.</summary>
    public static async Task<IReadOnlyList<WaitingOrder>> ReadAsync(EksGraderDb db, CourseId course, CancellationToken cancellationToken)
    {
        var rows = await db.DeletionOrders.AsNoTracking()
            .Where(o => o.CourseId == course && o.EndedAt == null && (o.Hold == DeletionHold.Brake || o.Hold == DeletionHold.TwoStudents || o.Hold == DeletionHold.SharedAccount))
            .Join(db.Leases.AsNoTracking(), o => o.LeaseId, l => l.Id, (o, l) => new { Order = o, Lease = l })
            .Join(db.Students, x => x.Lease.StudentId, s => s.Id, (x, s) => new { x.Order, x.Lease, s.Number, s.Name })
            .OrderBy(x => x.Order.Id)
            .ToListAsync(cancellationToken);
        return rows.ConvertAll(x => new WaitingOrder(x.Order, x.Number, x.Name, x.Lease.DisplayName));
    }
}
