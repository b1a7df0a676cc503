using EksGrader.Checks.Enforcement;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Jobs.Enforcement;

/// <summary>The order was stopped, or is in another's hand: nothing more is asked for.</summary>
internal sealed class OrderOutOfHandException(DeletionOrderId order) : Exception($"Order {order} is no longer in this process's hand.");

/// <summary>What the order rests on does not stand any more: nothing more is asked for.</summary>
internal sealed class OrderBarredException(DeletionOrderId order, OrderBlock bar) : Exception($"Order {order} does not go on: {bar.Why.En}")
{
    /// <summary>What keeps it from going on.</summary>
    public OrderBlock Bar => bar;
}

/// <summary>
/// Writes the steps of an order down, and what is asked and gone into the audit trail, as long as the order is in this one's hand. What is
/// about to be asked for is written only while the order may go on.
/// </summary>
internal sealed class OrderLog(EksGraderDb db, DeletionOrder taken, DeletionAuthorization mandate, TimeProvider time) : IDeletionLog
{
    public Task RecordAsync(IReadOnlyList<DeletionStepFacts> changed, CancellationToken cancellationToken) => db.WriteAsync(
        async token =>
        {
            // Read again even where nothing changed: an order that was stopped meanwhile asks for nothing.
            var order = await db.DeletionOrders.FirstAsync(o => o.Id == taken.Id, token);
            if (!order.IsLive || order.NextAt != taken.NextAt)
                throw new OrderOutOfHandException(taken.Id);
            if (changed.Count == 0)
                return;

            var stored = (await db.DeletionSteps.Where(s => s.OrderId == order.Id).ToListAsync(token)).ToDictionary(s => (s.Kind, s.Target));
            if (changed.Any(facts => facts.Tries > (stored.GetValueOrDefault(facts.Key)?.Tries ?? 0)))
                await EnsureItMayAskAsync(order, token);
            foreach (var facts in changed)
            {
                if (!stored.TryGetValue(facts.Key, out var step))
                    db.DeletionSteps.Add(step = new DeletionStep(order.Id, facts.Kind, facts.Target, facts.PlannedAt));
                if (!order.DryRun)
                    Audit(order, step.ToFacts(), facts);
                step.Become(facts);
            }
        },
        cancellationToken);

    private async Task EnsureItMayAskAsync(DeletionOrder order, CancellationToken cancellationToken)
    {
        var lease = await db.Leases.AsNoTracking().FirstAsync(l => l.Id == order.LeaseId, cancellationToken);
        if (await mandate.BarOfAsync(order, lease, cancellationToken) is { } bar)
            throw new OrderBarredException(order.Id, bar);
    }

    private void Audit(DeletionOrder order, DeletionStepFacts before, DeletionStepFacts after)
    {
        if (after.Tries > before.Tries)
            Add(order, "deletion.asked", after, order.Why);
        else if (after.State != before.State && after.State is DeletionStepState.Gone && after.Tries > 0)
            Add(order, "deletion.gone", after, why: null);
        else if (after.State != before.State && after.State is DeletionStepState.Failed)
            Add(order, "deletion.failed", after, after.Answer);
    }

    private void Add(DeletionOrder order, string what, DeletionStepFacts step, string? why) => db.AuditEntries.Add(
        new AuditEntry(Id.New<AuditEntryId>(time), time.GetUtcNow(), order.By, what, $"lease {order.LeaseId}", order.CourseId) { To = $"{step.Kind} {step.Target}", Why = why });
}
