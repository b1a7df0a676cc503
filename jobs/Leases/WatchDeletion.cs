using System.Threading.Channels;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Scheduling;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EksGrader.Jobs.Leases;

/// <summary>
/// Watches clusters end: draws the leases that are due from the rows, looks at many at once, and stores what was seen. One job for all; it
/// goes on until nothing is due and nothing is on its way, and keeps drawing meanwhile, so that observations that hang hold up no others.
/// It may be cut off at any line: what is not stored is looked at again.
/// </summary>
public sealed partial class WatchDeletion(
    LeaseClaimer draw,
    LeaseObservationStore keeper,
    LeaseRepair repair,
    TimedProbe probe,
    IOptions<JobOptions> options,
    TimeProvider time,
    ILogger<WatchDeletion> logger) : IRecurringJob
{
    // Enough to share one wait for the disk, few enough that other writers do not wait long.
    private const int StoredAtOnce = 32;

    // Of a class of thousands each drawing reads thousands of rows: with most places taken it waits until this share of them is free, or a second.
    private const int ClaimShare = 4;

    private static readonly TimeSpan ClaimEvery = TimeSpan.FromSeconds(1);

    // Looks have their times, and storing has none: what ends a thousand leases at once (verdicts, receipts) keeps no observation from beginning. So
    // many times the observations that are on their way may be in hand, stored or not yet; what a process that dies had not stored is looked at again.
    private const int HeldForEachProbe = 4;

    private long drawnAt;
    private int looking;

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var seen = Channel.CreateUnbounded<ObservedLease>();
        var held = new HashSet<LeaseId>();
        try
        {
            while (true)
            {
                var othersWait = await BeginAsync(held, seen.Writer, over.Token);
                if (held.Count == 0 && !othersWait)
                    return;
                await WaitAsync(seen.Reader, cancellationToken);
                await StoreAsync(seen.Reader, held, cancellationToken);
            }
        }
        finally
        {
            // What is still on its way is not stored any more.
            await over.CancelAsync();
        }
    }

    private async Task<bool> BeginAsync(HashSet<LeaseId> held, ChannelWriter<ObservedLease> seen, CancellationToken cancellationToken)
    {
        // Each time: in a class of thousands an observation is always on its way, and this goes on for days.
        await repair.RunAsync(cancellationToken);
        var free = Math.Min(options.Value.DeletionLooks - Volatile.Read(ref looking), (options.Value.DeletionLooks * HeldForEachProbe) - held.Count);
        if (free <= 0 || (free < options.Value.DeletionLooks / ClaimShare && time.GetElapsedTime(drawnAt) < ClaimEvery))
            return true;
        drawnAt = time.GetTimestamp();
        var (taken, othersWait) = await draw.ClaimAsync(free, held, cancellationToken);
        foreach (var due in taken)
        {
            held.Add(due.Lease);
            Interlocked.Increment(ref looking);
            _ = Task.Run(() => ProbeAsync(due, seen, cancellationToken), CancellationToken.None);
        }

        return othersWait;
    }

    private async Task ProbeAsync(DueLease due, ChannelWriter<ObservedLease> seen, CancellationToken cancellationToken)
    {
        var sight = await probe.RunAsync(due, cancellationToken);
        Interlocked.Decrement(ref looking);
        if (cancellationToken.IsCancellationRequested)
            return;
        seen.TryWrite(new ObservedLease(due.Lease, due.ProbesBefore, due.DueAt, sight));
    }

    private async Task WaitAsync(ChannelReader<ObservedLease> seen, CancellationToken cancellationToken)
    {
        using var woken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(seen.WaitToReadAsync(woken.Token).AsTask(), Task.Delay(ClaimEvery, time, woken.Token));
        await woken.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task StoreAsync(ChannelReader<ObservedLease> seen, HashSet<LeaseId> held, CancellationToken cancellationToken)
    {
        var some = new List<ObservedLease>(StoredAtOnce);
        while (some.Count < StoredAtOnce && seen.TryRead(out var one))
            some.Add(one);
        if (some.Count == 0)
            return;

        try
        {
            await keeper.KeepAsync(some, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException && !StorageErrors.IsOfDatabase(e))
        {
            // One lease that cannot be judged keeps no other observation back.
            Log.BatchBroke(logger, e, some.Count);
            foreach (var one in some)
                await StoreAloneAsync(one, cancellationToken);
        }

        held.ExceptWith(some.Select(s => s.Lease));
    }

    private async Task StoreAloneAsync(ObservedLease one, CancellationToken cancellationToken)
    {
        try
        {
            await keeper.KeepAsync([one], cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException && !StorageErrors.IsOfDatabase(e))
        {
            Log.NotKept(logger, e, one.Lease);
            await keeper.PutOffAsync(one, cancellationToken);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2, LogLevel.Error, "{Count} looks for deletions cannot be stored together; storing each alone")]
        public static partial void BatchBroke(ILogger logger, Exception exception, int count);

        [LoggerMessage(3, LogLevel.Error, "A look for the deletion of lease {Lease} cannot be judged; it is made again later")]
        public static partial void NotKept(ILogger logger, Exception exception, LeaseId lease);
    }
}
