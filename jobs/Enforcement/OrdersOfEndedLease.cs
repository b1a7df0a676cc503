using EksGrader.Checks.Enforcement;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Leases;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Jobs.Enforcement;

/// <summary>
/// Ends the order that waits for an instructor where the lease is over: it is not driven any more, and as long as it lives it keeps the
/// access from being deleted, and at the brake it holds everyone behind it. What is being carried out goes on to what the cluster left.
/// </summary>
internal sealed class OrdersOfEndedLease(EksGraderDb db, TimeProvider time) : ILeaseEnded
{
    /// <inheritdoc/>
    public async Task EndedAsync(IReadOnlyCollection<Lease> leases, CancellationToken cancellationToken)
    {
        var over = leases.ToDictionary(l => l.Id);
        var waiting = await db.DeletionOrders
            .Where(o => over.Keys.Contains(o.LeaseId) && o.EndedAt == null && o.State == DeletionOrderState.Waiting && o.NextAt == null)
            .ToListAsync(cancellationToken);
        foreach (var order in waiting)
        {
            var lease = over[order.LeaseId];
            if (order.BeganAt is not null && lease.State != LeaseState.Settled)
                continue;
            var now = time.GetUtcNow();
            order.Stop(EnforcementTexts.Catalog[lease.State == LeaseState.Settled ? "Settled" : "LeaseOver"], now);
            db.AuditEntries.Add(new AuditEntry(Id.New<AuditEntryId>(time), now, EnforceDeletion.Service, "deletion.ended", $"lease {lease.Id}", lease.CourseId)
            {
                To = order.State.ToString(),
                Reason = order.Trouble,
            });
        }

        await db.SaveChangesAsync(cancellationToken); // those who delete the access look for live orders
    }
}
