using EksGrader.Checks.Core;
using EksGrader.Checks.Enforcement;
using EksGrader.Checks.Reads;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Events;
using EksGrader.Jobs.Leases;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Jobs.Enforcement;

/// <summary>The rounds of an order as rows: takes an order in hand for one, and writes down what the round came to.</summary>
internal sealed class OrderRounds(EksGraderDb db, LeaseVerdicts verdicts, ILeaseEvents events, TimeProvider time)
{
    private static readonly TimeSpan InHand = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan WhileAnotherLives = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestForAnother = TimeSpan.FromHours(24);

    // Waiting for another cluster, hours of an AWS that does not answer, and the deletion itself fit in.
    private static readonly TimeSpan LongestOrder = TimeSpan.FromHours(36);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    // With these pauses, some five hours.
    private const int MostTroubles = 30;

    /// <summary>Takes an order in hand; null where it is not due or in another's hand.</summary>
    public Task<DeletionOrder?> TakeAsync(DeletionOrderId id, CancellationToken cancellationToken) => db.WriteAsync(
        async token =>
        {
            var order = await db.DeletionOrders.FirstOrDefaultAsync(o => o.Id == id, token);
            if (order is not { IsLive: true } || !(order.NextAt <= time.GetUtcNow())
                || (order.State != DeletionOrderState.Running && order.Hold != DeletionHold.AnotherCluster))
            {
                return null;
            }

            // By this time it is known again as the one that was taken, so it is one that the database can keep: whole seconds.
            order.Take(DateTimeOffset.FromUnixTimeSeconds((time.GetUtcNow() + InHand).ToUnixTimeSeconds()));
            return order;
        },
        cancellationToken);

    /// <summary>Ends a round of an order that does not go on.</summary>
    public Task EndBarredAsync(DeletionOrder order, OrderBlock bar, CancellationToken cancellationToken) =>
        EndAsync(order, (o, _) => bar.Apply(o, time.GetUtcNow()), cancellationToken);

    /// <summary>Ends a round whose cluster no access reaches.</summary>
    public Task EndWithoutAccessAsync(DeletionOrder order, CancellationToken cancellationToken) =>
        EndAsync(order, (o, _) => o.Stop(EnforcementTexts.Catalog["NoAccess"], time.GetUtcNow()), cancellationToken);

    /// <summary>Ends a round whose access cannot be opened.</summary>
    public Task EndSealedAsync(DeletionOrder order, CancellationToken cancellationToken) => EndAsync(order, (o, _) => PutOffSealed(o), cancellationToken);

    /// <summary>Ends a round by what it came to.</summary>
    public Task EndAsync(DeletionOrder order, ReconcileResult outcome, CancellationToken cancellationToken) =>
        EndAsync(order, (o, l) => Conclude(o, l, outcome), cancellationToken);

    /// <summary>Tells those who follow the order's lease.</summary>
    public void Tell(DeletionOrder order) => events.Wake(order.LeaseId, order.CourseId);

    // A list would keep a deletion from being ordered until the key is back.
    private void PutOffSealed(DeletionOrder order)
    {
        if (order.DryRun)
            order.Stop(EnforcementTexts.Catalog["AccessSealed"], time.GetUtcNow());
        else
            order.PutOff(EnforcementTexts.Catalog["AccessSealed"], time.GetUtcNow() + LongestPause);
    }

    private void Conclude(DeletionOrder order, Lease lease, ReconcileResult outcome)
    {
        var now = time.GetUtcNow();
        switch (outcome)
        {
            case ReconcileResult.GoOn when now - (order.BeganAt ?? order.At) > LongestOrder:
                Fail(order, lease, EnforcementTexts.Catalog["NeverEnds", (int)LongestOrder.TotalHours]);
                break;
            case ReconcileResult.GoOn next:
                order.GoOn(now + next.After);
                break;
            case ReconcileResult.Done done:
                order.Finish(done.SomeSkipped ? EnforcementTexts.Catalog["SomeSkipped"] : null, now);
                break;
            case ReconcileResult.AnotherLives when order.DryRun || now - (order.BeganAt ?? order.At) > LongestForAnother:
                order.Stop(EnforcementTexts.Catalog["AnotherClusterStays"], now);
                break;
            case ReconcileResult.AnotherLives:
                order.Wait(DeletionHold.AnotherCluster, EnforcementTexts.Catalog["AnotherCluster"], now + WhileAnotherLives);
                break;
            case ReconcileResult.Failed { Step: var step }:
                Fail(order, lease, EnforcementTexts.Catalog["StepFailed", step.Kind, step.Target, step.Right is null ? step.Answer ?? "" : $"{step.Right}: {step.Answer}"]);
                break;
            case ReconcileResult.NotObserved { Fault: var fault } when order.DryRun:
                order.Stop(NotObserved(fault), now);
                break;
            case ReconcileResult.NotObserved { Fault: { Failure: ReadFailure.Denied or ReadFailure.Unauthenticated } fault }:
                Fail(order, lease, NotObserved(fault));
                break;
            case ReconcileResult.NotObserved when order.Troubles >= MostTroubles:
                Fail(order, lease, EnforcementTexts.Catalog["NeverAnswered"]);
                break;
            case ReconcileResult.NotObserved { Fault: var fault }:
                var pause = FirstPause * Math.Pow(2, Math.Min(order.Troubles, 10));
                order.PutOff(NotObserved(fault), now + (pause < LongestPause ? pause : LongestPause));
                break;
        }
    }

    private void Fail(DeletionOrder order, Lease lease, LocalizedText why)
    {
        var now = time.GetUtcNow();
        order.Fail(why, now, now + BetweenAttempts);
        if (order.State == DeletionOrderState.Failed && lease.EndedAt is null && lease.State != LeaseState.Quarantined)
        {
            db.AuditEntries.Add(new AuditEntry(Id.New<AuditEntryId>(time), now, EnforceDeletion.Service, "lease.quarantined", $"lease {lease.Id}", lease.CourseId)
            {
                From = lease.State.ToString(),
                To = nameof(LeaseState.Quarantined),
                Reason = why,
            });
            lease.Become(LeaseState.Quarantined, now);
        }
    }

    // All in one transaction, unless the order is out of hand.
    private Task EndAsync(DeletionOrder taken, Action<DeletionOrder, Lease> conclude, CancellationToken cancellationToken) => db.WriteAsync(
        async token =>
        {
            var order = await db.DeletionOrders.FirstAsync(o => o.Id == taken.Id, token);
            if (!order.IsLive || order.NextAt != taken.NextAt)
                return;
            var lease = await db.Leases.FirstAsync(l => l.Id == order.LeaseId, token);
            var (state, attempts) = (lease.State, order.Attempts);
            conclude(order, lease);
            if (order.IsLive && order.Attempts > attempts)
                await TryAgainAsync(order, token);
            if (!order.IsLive)
                AuditEnd(order);
            else if (order is { State: DeletionOrderState.Waiting, NextAt: null })
                AuditHold(order);
            if (order is { IsLive: false, DryRun: false })
                LeaseSchedule.ProbeNow(lease, time.GetUtcNow()); // only a probe proves what became of the cluster
            if (lease.State != state)
                await verdicts.JudgeAsync(lease, token);
        },
        cancellationToken);

    private async Task TryAgainAsync(DeletionOrder order, CancellationToken cancellationToken)
    {
        var steps = await db.DeletionSteps.Where(s => s.OrderId == order.Id).ToListAsync(cancellationToken);
        foreach (var again in ReconcileStep.Again(steps.ConvertAll(s => s.ToFacts())))
            steps.Single(s => (s.Kind, s.Target) == again.Key).Become(again);
    }

    private void AuditEnd(DeletionOrder order) => db.AuditEntries.Add(
        new AuditEntry(Id.New<AuditEntryId>(time), time.GetUtcNow(), EnforceDeletion.Service, "deletion.ended", $"lease {order.LeaseId}", order.CourseId)
        {
            To = order.DryRun ? $"{order.State}, dry run" : order.State.ToString(),
            Reason = order.Trouble,
        });

    private void AuditHold(DeletionOrder order) => db.AuditEntries.Add(
        new AuditEntry(Id.New<AuditEntryId>(time), time.GetUtcNow(), EnforceDeletion.Service, "deletion.held", $"lease {order.LeaseId}", order.CourseId)
        {
            To = order.Hold.ToString(),
            Reason = order.Trouble,
        });

    private static LocalizedText NotObserved(ReadError fault) => EnforcementTexts.Catalog["NotLookedAt", fault.Summary];
}
