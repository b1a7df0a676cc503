using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Scheduling;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EksGrader.Jobs.Enforcement;

/// <summary>
/// Deletes what is overdue, where the assignment says so: orders it, begins orders under the brake, and drives each one a step further.
/// It may be killed at any line: orders and their steps are rows, and the next run goes on from them.
/// </summary>
public sealed partial class EnforceDeletion(
    EksGraderDb db,
    OverdueOrders overdue,
    OrderStarter starter,
    IServiceScopeFactory scopes,
    IOptions<EnforcementOptions> options,
    TimeProvider time,
    ILogger<EnforceDeletion> logger) : IRecurringJob
{
    /// <summary>Who orders what is overdue, in orders and in the audit trail.</summary>
    public const string Service = "service";

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await overdue.OrderAsync(cancellationToken);
        await starter.BeginAsync(cancellationToken);
        var now = time.GetUtcNow();
        var due = await db.DeletionOrders.AsNoTracking()
            .Where(o => o.NextAt != null && o.NextAt <= now && (o.State == DeletionOrderState.Running || o.Hold == DeletionHold.AnotherCluster))
            .OrderBy(o => o.NextAt)
            .Select(o => o.Id)
            .ToListAsync(cancellationToken);
        var atOnce = new ParallelOptions { MaxDegreeOfParallelism = options.Value.AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(due, atOnce, DriveAsync);
    }

    private async ValueTask DriveAsync(DeletionOrderId order, CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<OrderDriver>().DriveAsync(order, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && !StorageErrors.IsOfDatabase(e))
        {
            // One order must not keep the others from going on; it is taken again once it is free.
            Log.Broke(logger, e, order);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Deletion order {Order} could not be driven; it is tried again")]
        public static partial void Broke(ILogger logger, Exception exception, DeletionOrderId order);
    }
}
