using EksGrader.Checks.Core;
using EksGrader.Checks.Enforcement;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EksGrader.Jobs.Enforcement;

/// <summary>Begins orders: under the brake, and never against another student's claim.</summary>
public sealed class OrderStarter(EksGraderDb db, DeletionAuthorization mandate, IOptions<EnforcementOptions> options, ILeaseEvents events, TimeProvider time)
{
    // The rest is found by the next run.
    private const int Most = 200;

    /// <summary>Begins every order that does not wait for a person.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var waiting = await db.DeletionOrders.AsNoTracking()
            .Where(o => o.State == DeletionOrderState.Waiting && o.Hold == DeletionHold.None && o.NextAt != null && o.NextAt <= now)
            .OrderBy(o => o.Id)
            .Select(o => new { o.Id, o.LeaseId, o.CourseId })
            .Take(Most)
            .ToListAsync(cancellationToken);
        foreach (var order in waiting)
        {
            await db.WriteAsync(token => BeginAsync(order.Id, token), cancellationToken);
            events.Wake(order.LeaseId, order.CourseId);
        }
    }

    private async Task BeginAsync(DeletionOrderId id, CancellationToken cancellationToken)
    {
        await db.CountAloneAsync(cancellationToken);
        var now = time.GetUtcNow();
        if (await db.DeletionOrders.FirstOrDefaultAsync(o => o.Id == id, cancellationToken) is not { State: DeletionOrderState.Waiting, Hold: DeletionHold.None } order)
            return;
        var lease = await db.Leases.FirstAsync(l => l.Id == order.LeaseId, cancellationToken);
        if (lease.EndedAt is not null && order.BeganAt is null)
            order.Stop(EnforcementTexts.Catalog["LeaseOver"], now);
        else if (order.DryRun)
            order.Begin(now);
        else if (await mandate.BarOfAsync(order, lease, cancellationToken) is { } bar)
            bar.Apply(order, now);
        else if (await IsBrakedAsync(order, now, cancellationToken))
            order.Wait(DeletionHold.Brake, EnforcementTexts.Catalog["Brake", options.Value.MaxDeletions], nextAt: null);
        else
            order.Begin(now);

        if (!order.DryRun)
            db.AuditEntries.Add(new AuditEntry(Id.New<AuditEntryId>(time), now, EnforceDeletion.Service, Said(order), $"lease {lease.Id}", lease.CourseId) { Reason = order.Trouble ?? LocalizedText.Same(order.Why) });
    }

    private static string Said(DeletionOrder order) => order switch
    {
        { State: DeletionOrderState.Running } => "deletion.begun",
        { IsLive: true } => "deletion.held",
        _ => "deletion.ended",
    };

    // What the whole service deletes counts, whatever became of it: what began within the hour, what goes on still however long ago it began,
    // and what was held up so long that its cluster was asked for within the hour. A cap that holds one order holds those behind it too.
    private async Task<bool> IsBrakedAsync(DeletionOrder order, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var since = now - EnforcementOptions.BrakeWindow;
        if (await db.DeletionOrders.AnyAsync(o => o.CourseId == order.CourseId && o.Id != order.Id && o.EndedAt == null && o.Hold == DeletionHold.Brake, cancellationToken))
            return true;
        var recent = db.DeletionOrders.Where(o => o.Id != order.Id && !o.DryRun && o.BeganAt != null && (o.EndedAt == null || o.EndedAt > since));
        return await recent.CountAsync(
            o => o.BeganAt > since || o.State == DeletionOrderState.Running
                || db.DeletionSteps.Any(s => s.OrderId == o.Id && s.Kind == DeletionStepKind.Cluster && s.AskedAt > since),
            cancellationToken) >= options.Value.MaxDeletions;
    }
}
