using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Metrics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace EksGrader.Jobs.Leases;

/// <summary>
/// Repairs what the rows of live leases say about their next observation, at the first drawing of a process and after the clock was put back: a
/// look that was planned by a clock that ran ahead would come hours late.
/// </summary>
public sealed partial class LeaseRepair(EksGraderDb db, WatchClock clock, ClockCorrection correction, JobMetrics metrics, TimeProvider time, ILogger<LeaseRepair> logger)
{
    private const int AtOnce = 500;

    /// <summary>Repairs where there is cause to; otherwise it costs nothing.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var step = clock.Step(now);
        if (step == ClockStep.On)
            return;
        try
        {
            await correction.RunAsync(now, step == ClockStep.Back ? clock.PutBackBy : TimeSpan.Zero, cancellationToken);
            await DropClaimsAsync(step, now, cancellationToken);
            await RearmAsync(now, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException && !StorageErrors.IsUnavailable(e) && !StorageErrors.IsFull(e))
        {
            // A row that cannot be repaired is our mistake, and stays one: it is told once, and no observation waits for it.
            clock.Repaired();
            throw;
        }

        clock.Repaired();
    }

    // A file has one process, and this one has taken nothing in hand yet: a claim's maker is gone. Elsewhere claims run out, and one
    // that holds longer than any can was made by a clock that ran ahead.
    private async Task DropClaimsAsync(ClockStep step, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var longest = now + LeaseClaimer.ClaimFor;
        var claimed = db.Leases.Where(l => l.ClaimedUntil != null);
        var lost = db is SqliteDb && step == ClockStep.First ? claimed : claimed.Where(l => l.ClaimedUntil > longest);
        await db.WriteAsync(
            token => lost.ExecuteUpdateAsync(s => s.SetProperty(l => l.Claim, (Guid?)null).SetProperty(l => l.ClaimedUntil, (DateTimeOffset?)null), token),
            cancellationToken);
    }

    private async Task RearmAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Versions are left alone, and so is who has it in hand: an observation that is stored meanwhile plans the next one itself.
        var late = (await db.Leases.AsNoTracking().Where(l => l.EndedAt == null).ToListAsync(cancellationToken)).FindAll(l => IsLate(l, now));
        foreach (var some in late.Select(l => l.Id).Chunk(AtOnce))
        {
            await db.WriteAsync(
                async token =>
                {
                    foreach (var lease in await db.Leases.Where(l => some.Contains(l.Id) && l.EndedAt == null).ToListAsync(token))
                    {
                        if (IsLate(lease, now))
                            lease.ProbeNextAt(LeaseSchedule.NextAt(lease, now));
                    }
                },
                cancellationToken);
        }

        if (late.Count > 0)
        {
            metrics.Rearmed(late.Count);
            Log.Rearmed(logger, late.Count);
        }
    }

    // Sooner does no harm: it was asked for, or put off.
    private static bool IsLate(Lease lease, DateTimeOffset now) =>
        LeaseSchedule.NextAt(lease, now) is { } next && (lease.NextProbeAt is null || lease.NextProbeAt > next);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Count} live leases were to be looked at later than they should be; repaired")]
        public static partial void Rearmed(ILogger logger, int count);
    }
}

/// <summary>
/// Remembers how far the clock had come when leases were drawn last, so that one that is put back is noticed; and what of it was not repaired
/// yet, so that a database that fails meanwhile only puts that off.
/// </summary>
public sealed class WatchClock
{
    // What the corrections of a healthy clock stay under.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private DateTimeOffset? last;
    private ClockStep unrepaired = ClockStep.First;

    /// <summary>By how much the clock was put back, at least, when it was last; zero where it never was.</summary>
    public TimeSpan PutBackBy { get; private set; }

    /// <summary>Whether the rows of this process's leases are as they should be: its first claim has repaired them, and the clock was not put back since.</summary>
    public bool IsRepaired
    {
        get
        {
            lock (gate)
                return unrepaired == ClockStep.On;
        }
    }

    /// <summary>Notes the time of a drawing.</summary>
    /// <returns>What is to be repaired; the same again until <see cref="Repaired"/> is said.</returns>
    public ClockStep Step(DateTimeOffset now)
    {
        lock (gate)
        {
            if (now < last)
                PutBackBy = last.Value - now;
            if (now < last - Tolerance && unrepaired == ClockStep.On)
                unrepaired = ClockStep.Back;
            last = now;
            return unrepaired;
        }
    }

    /// <summary>What the last step asked for is done.</summary>
    public void Repaired()
    {
        lock (gate)
            unrepaired = ClockStep.On;
    }
}

/// <summary>How the clock moved between two drawings.</summary>
public enum ClockStep
{
    /// <summary>It is the first drawing of this process.</summary>
    First,

    /// <summary>Time has passed.</summary>
    On,

    /// <summary>The clock was put back.</summary>
    Back,
}
