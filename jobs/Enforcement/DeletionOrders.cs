using EksGrader.Checks.Core;
using EksGrader.Checks.Enforcement;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Events;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Jobs.Enforcement;

/// <summary>
/// Takes orders to delete clusters. It only writes them down: job <c>enforce-deletion</c> carries them out, under the brake and never
/// against another student's claim. Ownership is the caller's to check.
/// </summary>
public sealed class DeletionOrders(EksGraderDb db, EnforcementRules rules, DeletionAuthorization mandate, EnforcementAccess access, ILeaseEvents events, TimeProvider time)
{
    /// <summary>
    /// Orders the deletion of a lease's cluster and of what it left behind. A dry run lists what would go, at any time, and deletes nothing.
    /// </summary>
    /// <param name="lease">The lease.</param>
    /// <param name="dryRun">Whether it only lists.</param>
    /// <param name="by">Who orders: an e-mail address.</param>
    /// <param name="why">Why; needed unless it only lists.</param>
    /// <param name="early">
    /// Confirms that it may begin before the deadline, the grace or the hour of a deletion that was begun in time is over. A cluster that is
    /// gone by its deadline passes, no matter who deleted it.
    /// </param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<OrderResult> OrderAsync(LeaseId lease, bool dryRun, string by, string why, bool early, CancellationToken cancellationToken)
    {
        CourseId? course = null;
        var answer = await db.WriteAsync(
            async token =>
            {
                if (await db.Leases.FirstOrDefaultAsync(l => l.Id == lease, token) is not { } found)
                    return OrderResult.No(OrderError.Missing);
                course = found.CourseId;
                if (await db.DeletionOrders.Where(o => o.LeaseId == lease && o.EndedAt == null).Select(o => (DeletionOrderId?)o.Id).FirstOrDefaultAsync(token) is { } live)
                    return OrderResult.No(OrderError.Ordered, live);
                return await RefusalOfAsync(found, dryRun, why, early, token) is { } refusal
                    ? OrderResult.No(refusal)
                    : new OrderResult(Add(found, dryRun, by, why), null);
            },
            cancellationToken);
        Wake(lease, course);
        return answer;
    }

    /// <inheritdoc cref="OrderAsync(LeaseId, bool, string, string, bool, CancellationToken)"/>
    public Task<OrderResult> OrderAsync(LeaseId lease, bool dryRun, string by, string why, CancellationToken cancellationToken) =>
        OrderAsync(lease, dryRun, by, why, early: false, cancellationToken);

    /// <summary>
    /// Lets one order go on that waits for an instructor: at the brake, because two students claim the cluster, or because its account is
    /// shared. Only what held it is decided: where something else keeps it, it waits for that.
    /// </summary>
    public async Task<OrderResult> ConfirmAsync(DeletionOrderId order, string by, string why, CancellationToken cancellationToken)
    {
        DeletionOrder? confirmed = null;
        var answer = await db.WriteAsync(
            async token =>
            {
                if (await db.DeletionOrders.FirstOrDefaultAsync(o => o.Id == order, token) is not { } found)
                    return OrderResult.No(OrderError.Missing);
                if (found is not { IsLive: true, Hold: DeletionHold.Brake or DeletionHold.TwoStudents or DeletionHold.SharedAccount })
                    return OrderResult.No(OrderError.NotWaiting, order);
                if (string.IsNullOrWhiteSpace(why))
                    return OrderResult.No(OrderError.NoReason, order);
                await ConfirmAsync(confirmed = found, by, why, token);
                return new OrderResult(order, null);
            },
            cancellationToken);
        Wake(confirmed?.LeaseId, confirmed?.CourseId);
        return answer;
    }

    /// <summary>Releases the brake of a course: every order that waits at it goes on, unless something else keeps it. Later ones are counted anew.</summary>
    /// <returns>How many go on.</returns>
    public async Task<int> ReleaseBrakeAsync(CourseId course, string by, string why, CancellationToken cancellationToken)
    {
        var goOn = 0;
        List<LeaseId> released = [];
        await db.WriteAsync(
            async token =>
            {
                var waiting = await db.DeletionOrders.Where(o => o.CourseId == course && o.EndedAt == null && o.Hold == DeletionHold.Brake).ToListAsync(token);
                foreach (var order in waiting)
                    await ConfirmAsync(order, by, why, token);
                goOn = waiting.Count(o => o.State == DeletionOrderState.Running);
                released = [.. waiting.Select(o => o.LeaseId)];
            },
            cancellationToken);
        released.ForEach(l => Wake(l, course));
        return goOn;
    }

    /// <summary>Stops an order: nothing more is asked for; what was asked for already goes on by itself.</summary>
    public async Task<OrderResult> StopAsync(DeletionOrderId order, string by, string why, CancellationToken cancellationToken)
    {
        DeletionOrder? stopped = null;
        var answer = await db.WriteAsync(
            async token =>
            {
                if (await db.DeletionOrders.FirstOrDefaultAsync(o => o.Id == order, token) is not { } found)
                    return OrderResult.No(OrderError.Missing);
                if (!found.IsLive)
                    return OrderResult.No(OrderError.NotWaiting, order);
                stopped = found;
                found.Stop(EnforcementTexts.Catalog["StoppedBy", by], time.GetUtcNow());
                Audit(by, "deletion.stopped", found, why);
                return new OrderResult(order, null);
            },
            cancellationToken);
        Wake(stopped?.LeaseId, stopped?.CourseId);
        return answer;
    }

    /// <summary>Every order of a lease with its steps, the newest first.</summary>
    public async Task<IReadOnlyList<OrderWithSteps>> OfLeaseAsync(LeaseId lease, CancellationToken cancellationToken)
    {
        var orders = await db.DeletionOrders.AsNoTracking().Where(o => o.LeaseId == lease).OrderByDescending(o => o.Id).ToListAsync(cancellationToken);
        var ids = orders.ConvertAll(o => o.Id);
        var steps = (await db.DeletionSteps.AsNoTracking().Where(s => ids.Contains(s.OrderId)).ToListAsync(cancellationToken)).ToLookup(s => s.OrderId);
        return orders.ConvertAll(o => new OrderWithSteps(o, [.. steps[o.Id].OrderBy(s => s.Kind).ThenBy(s => s.Target, StringComparer.Ordinal)]));
    }

    /// <summary>The orders of a course that wait for an instructor, the oldest first.</summary>
    public async Task<IReadOnlyList<DeletionOrder>> WaitingAsync(CourseId course, CancellationToken cancellationToken) => await db.DeletionOrders.AsNoTracking()
        .Where(o => o.CourseId == course && o.EndedAt == null && (o.Hold == DeletionHold.Brake || o.Hold == DeletionHold.TwoStudents || o.Hold == DeletionHold.SharedAccount))
        .OrderBy(o => o.Id)
        .ToListAsync(cancellationToken);

    /// <summary>Writes an order down, in the caller's transaction.</summary>
    internal DeletionOrderId Add(Lease lease, bool dryRun, string by, string why)
    {
        var order = new DeletionOrder(Id.New<DeletionOrderId>(time), lease.Id, lease.CourseId, dryRun, by, why, time.GetUtcNow());
        db.DeletionOrders.Add(order);
        Audit(by, dryRun ? "deletion.listed" : "deletion.ordered", order, why);
        return order.Id;
    }

    private async Task<OrderError?> RefusalOfAsync(Lease lease, bool dryRun, string why, bool early, CancellationToken cancellationToken)
    {
        if (lease.EndedAt is not null)
            return OrderError.Over;
        if (lease is not { SeenAliveAt: not null, ClusterArn: not null, ClusterCreatedAt: not null, ClusterName: not null, Region: not null })
            return OrderError.NotIdentified;
        if (!await access.IsThereAsync(lease.Id, cancellationToken))
            return OrderError.NoAccess;
        if (dryRun)
            return null;
        if (string.IsNullOrWhiteSpace(why))
            return OrderError.NoReason;
        var rule = await rules.OfAsync(lease, cancellationToken);
        if (!rule.Enforce)
            return OrderError.NotEnforced;
        return !early && await rules.DueAtAsync(lease, rule, cancellationToken) > time.GetUtcNow() ? OrderError.TooEarly : null;
    }

    // Whose cluster it is and how many go at once are two questions: the answer to one is none to the other.
    private async Task ConfirmAsync(DeletionOrder order, string by, string why, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        Audit(by, "deletion.confirmed", order, why, from: order.Hold.ToString());
        if (order.Hold != DeletionHold.Brake)
        {
            order.Confirm(by, now);
            return;
        }

        var lease = await db.Leases.FirstAsync(l => l.Id == order.LeaseId, cancellationToken);
        if (lease.EndedAt is not null && order.BeganAt is null)
            order.Stop(EnforcementTexts.Catalog["LeaseOver"], now);
        else if (await mandate.BarOfAsync(order, lease, cancellationToken) is { } bar)
            bar.Apply(order, now);
        else
            order.Begin(now);
        var said = order switch
        {
            { State: DeletionOrderState.Running } => "deletion.begun",
            { IsLive: true } => "deletion.held",
            _ => "deletion.ended",
        };
        Audit(EnforceDeletion.Service, said, order, order.Trouble ?? LocalizedText.Same(order.Why));
    }

    private void Audit(string by, string what, DeletionOrder order, string why, string? from = null) => Audit(by, what, order, LocalizedText.Same(why), from);

    private void Audit(string by, string what, DeletionOrder order, LocalizedText why, string? from = null) => db.AuditEntries.Add(
        new AuditEntry(Id.New<AuditEntryId>(time), time.GetUtcNow(), by, what, $"lease {order.LeaseId}", order.CourseId) { From = from, Reason = why });

    private void Wake(LeaseId? lease, CourseId? course)
    {
        if (lease is { } id && course is { } of)
            events.Wake(id, of);
    }
}
