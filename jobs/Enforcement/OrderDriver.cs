using EksGrader.Checks.Enforcement;
using EksGrader.Checks.Reads;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Db.Vault;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace EksGrader.Jobs.Enforcement;

/// <summary>Drives one order one round further, as its rows say.</summary>
internal sealed partial class OrderDriver(
    EksGraderDb db, OrderRounds rounds, DeletionAuthorization mandate, EnforcementAccess access, IClusterDeleter deleter, TimeProvider time, ILogger<OrderDriver> logger)
{
    // A round that hangs is given up before another process takes the order.
    private static readonly TimeSpan OneRound = TimeSpan.FromSeconds(100);

    /// <summary>One round; nothing where the order is not due or in another's hand.</summary>
    public async Task DriveAsync(DeletionOrderId id, CancellationToken cancellationToken)
    {
        if (await rounds.TakeAsync(id, cancellationToken) is not { } order)
            return;
        var lease = await db.Leases.AsNoTracking().FirstAsync(l => l.Id == order.LeaseId, cancellationToken);
        try
        {
            if (await mandate.BarOfAsync(order, lease, cancellationToken) is { } bar)
                await rounds.EndBarredAsync(order, bar, cancellationToken);
            else
                await RoundAsync(order, lease, cancellationToken);
        }
        catch (OrderBarredException e)
        {
            Log.Barred(logger, e, id);
            await rounds.EndBarredAsync(order, e.Bar, cancellationToken);
        }
        catch (OrderOutOfHandException e)
        {
            Log.OutOfHand(logger, e, id);
        }
        catch (VaultException e)
        {
            Log.Sealed(logger, e, id);
            await rounds.EndSealedAsync(order, cancellationToken);
        }

        rounds.Tell(order);
    }

    private async Task RoundAsync(DeletionOrder order, Lease lease, CancellationToken cancellationToken)
    {
        if (await access.OpenAsync(lease, cancellationToken) is not { } opened || Cluster(lease) is not { } cluster)
        {
            await rounds.EndWithoutAccessAsync(order, cancellationToken);
            return;
        }

        // The course reaches the clusters of all who are in that account, and the student only wrote down a name.
        if (order is { DryRun: false, By: EnforceDeletion.Service, ConfirmedBy: null } && opened.Aws is { IsOfManyStudents: true })
        {
            await rounds.EndBarredAsync(order, new OrderBlock(EnforcementTexts.Catalog["SharedAccount"], DeletionHold.SharedAccount), cancellationToken);
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
        await rounds.EndAsync(order, outcome, cancellationToken);
    }

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
