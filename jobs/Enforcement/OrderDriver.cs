using EksGrader.Checks.Core;
using EksGrader.Checks.Enforcement;
using EksGrader.Checks.Reads;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Db.Vault;
using EksGrader.Jobs.Events;
using EksGrader.Jobs.Leases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace EksGrader.Jobs.Enforcement;

/// <summary>Drives one order one round further, as its rows say.</summary>
/// <param name="db">The database.</param>
/// <param name="mandate">Whether an order may go on.</param>
/// <param name="access">The borrowed access.</param>
/// <param name="deleter">Opens clusters for deletion.</param>
/// <param name="verdicts">Judges what a lease became.</param>
/// <param name="events">Told what changed.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told of what happened.</param>
public sealed partial class OrderDriver(
    EksGraderDb db,
    DeletionAuthorization mandate,
    EnforcementAccess access,
    IClusterDeleter deleter,
    LeaseVerdicts verdicts,
    ILeaseEvents events,
    TimeProvider time,
    ILogger<OrderDriver> logger)
{
    // A round that hangs is given up before another process takes the order.
    private static readonly TimeSpan OneRound = TimeSpan.FromSeconds(100);
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

    /// <summary>One round; nothing where the order is not due or in another's hand.</summary>
    public async Task DriveAsync(DeletionOrderId id, CancellationToken cancellationToken)
    {
        if (await TakeAsync(id, cancellationToken) is not { } order)
            return;
        var lease = await db.Leases.AsNoTracking().FirstAsync(l => l.Id == order.LeaseId, cancellationToken);
        try
        {
            if (await mandate.BarOfAsync(order, lease, cancellationToken) is { } bar)
                await BarAsync(order, bar, cancellationToken);
            else
                await RoundAsync(order, lease, cancellationToken);
        }
        catch (OrderBarredException e)
        {
            Log.Barred(logger, e, id);
            await BarAsync(order, e.Bar, cancellationToken);
        }
        catch (OrderOutOfHandException e)
        {
            Log.OutOfHand(logger, e, id);
        }
        catch (VaultException e)
        {
            Log.Sealed(logger, e, id);
            await EndRoundAsync(order, (o, _) => PutOffSealed(o), cancellationToken);
        }

        events.Wake(order.LeaseId, order.CourseId);
    }

    private Task<DeletionOrder?> TakeAsync(DeletionOrderId id, CancellationToken cancellationToken) => db.WriteAsync(
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

    private Task BarAsync(DeletionOrder order, OrderBlock bar, CancellationToken cancellationToken) =>
        EndRoundAsync(order, (o, _) => bar.Apply(o, time.GetUtcNow()), cancellationToken);

    // A list would keep a deletion from being ordered for as long as nobody brings the key back.
    private void PutOffSealed(DeletionOrder order)
    {
        if (order.DryRun)
            order.Stop(EnforcementTexts.Catalog["AccessSealed"], time.GetUtcNow());
        else
            order.PutOff(EnforcementTexts.Catalog["AccessSealed"], time.GetUtcNow() + LongestPause);
    }

    private async Task RoundAsync(DeletionOrder order, Lease lease, CancellationToken cancellationToken)
    {
        if (await access.OpenAsync(lease, cancellationToken) is not { } opened || Cluster(lease) is not { } cluster)
        {
            await EndRoundAsync(order, (o, _) => o.Stop(EnforcementTexts.Catalog["NoAccess"], time.GetUtcNow()), cancellationToken);
            return;
        }

        // The course reaches the clusters of all who are in that account, and the student only wrote down a name.
        if (order is { DryRun: false, By: EnforceDeletion.Service, ConfirmedBy: null } && opened.Aws is { IsOfManyStudents: true })
        {
            await BarAsync(order, new OrderBlock(EnforcementTexts.Catalog["SharedAccount"], DeletionHold.SharedAccount), cancellationToken);
            return;
        }

        var steps = await db.DeletionSteps.AsNoTracking().Where(s => s.OrderId == order.Id).ToListAsync(cancellationToken);
        await using var cloud = deleter.Open(cluster, opened);
        using var limit = new CancellationTokenSource(OneRound, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        ReconcileResult outcome;
        try
        {
            outcome = await new ReconcileStep(cluster, cloud, new OrderLog(db, order, mandate, time), time).RunAsync(steps.ConvertAll(s => s.ToFacts()), order.DryRun, either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            outcome = new ReconcileResult.NotObserved(ReadErrors.TimedOut("enforcement"));
        }

        Log.Round(logger, order.Id, outcome);
        await EndRoundAsync(order, (o, l) => Conclude(o, l, outcome), cancellationToken);
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
                order.Stop(NotLookedAt(fault), now);
                break;
            case ReconcileResult.NotObserved { Fault: { Failure: ReadFailure.Denied or ReadFailure.Unauthenticated } fault }:
                Fail(order, lease, NotLookedAt(fault));
                break;
            case ReconcileResult.NotObserved when order.Troubles >= MostTroubles:
                Fail(order, lease, EnforcementTexts.Catalog["NeverAnswered"]);
                break;
            case ReconcileResult.NotObserved { Fault: var fault }:
                var pause = FirstPause * Math.Pow(2, Math.Min(order.Troubles, 10));
                order.PutOff(NotLookedAt(fault), now + (pause < LongestPause ? pause : LongestPause));
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
                Why = why.En,
            });
            lease.Become(LeaseState.Quarantined, now);
        }
    }

    /// <summary>Writes down what a round came to, all in one transaction, unless the order is out of hand.</summary>
    private Task EndRoundAsync(DeletionOrder taken, Action<DeletionOrder, Lease> conclude, CancellationToken cancellationToken) => db.WriteAsync(
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
                LeaseSchedule.LookNow(lease, time.GetUtcNow()); // only a look proves what became of the cluster
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
            Why = order.Trouble?.En,
        });

    private void AuditHold(DeletionOrder order) => db.AuditEntries.Add(
        new AuditEntry(Id.New<AuditEntryId>(time), time.GetUtcNow(), EnforceDeletion.Service, "deletion.held", $"lease {order.LeaseId}", order.CourseId)
        {
            To = order.Hold.ToString(),
            Why = order.Trouble?.En,
        });

    private static LocalizedText NotLookedAt(ReadError fault) => EnforcementTexts.Catalog["NotLookedAt", fault.Summary];

    private static ClusterToDelete? Cluster(Lease lease) => lease is { ClusterArn: { } arn, ClusterCreatedAt: { } createdAt, ClusterName: { } name, Region: { } region }
        ? new ClusterToDelete(arn, createdAt, name, region)
        : null;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Deletion order {Order}: {Outcome}")]
        public static partial void Round(ILogger logger, DeletionOrderId order, ReconcileResult outcome);

        [LoggerMessage(2, LogLevel.Information, "Deletion order {Order} was stopped or taken by another process meanwhile")]
        public static partial void OutOfHand(ILogger logger, Exception exception, DeletionOrderId order);

        [LoggerMessage(4, LogLevel.Information, "Deletion order {Order} does not go on")]
        public static partial void Barred(ILogger logger, Exception exception, DeletionOrderId order);

        [LoggerMessage(3, LogLevel.Error, "The access that deletion order {Order} needs cannot be opened")]
        public static partial void Sealed(ILogger logger, Exception exception, DeletionOrderId order);
    }
}
