using System.Runtime.InteropServices;
using EksGrader.Checks.Core;
using EksGrader.Checks.Deletion;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Db.Vault;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace EksGrader.Jobs.Leases;

/// <summary>
/// Draws the leases that are due from their rows, and takes them in hand: a claim in the row keeps other processes from making the same
/// look. A process that dies leaves its claims behind; they run out, and others take the leases up.
/// </summary>
public sealed partial class LeaseClaimer(EksGraderDb db, IVault vault, AccountRateLimiter pace, TimeProvider time, ILogger<LeaseClaimer> logger)
{
    /// <summary>How long an observation may take, which bounds itself to 30 seconds; what has not answered by then proves nothing.</summary>
    public static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(35);

    /// <summary>
    /// How long a claim holds: longer than almost every observation takes, and so short that where its process died, the observation still begins within
    /// <see cref="ProbeSchedule.Latest"/> (its offset, a drawing by the one that died, this, and a drawing by the one that lives). An observation
    /// that hangs outlives it: another process may look beside it then, and the first of the two that is stored is the observation.
    /// </summary>
    public static readonly TimeSpan ClaimFor = TimeSpan.FromSeconds(10);

    // Accounts that must wait are passed over, so more are read than are taken.
    private const int Window = 4000;

    /// <summary>Takes due leases in hand, the most overdue first.</summary>
    /// <param name="limit">How many at most.</param>
    /// <param name="held">What this process has in hand already, whatever became of its claims.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The leases, and whether others are due that must wait for their account's turn.</returns>
    internal async Task<(IReadOnlyList<DueLease> Taken, bool OthersWait)> ClaimAsync(int limit, IReadOnlySet<LeaseId> held, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var due = await db.Leases.AsNoTracking()
            .Where(l => l.NextProbeAt <= now && (l.ClaimedUntil == null || l.ClaimedUntil <= now))
            .OrderBy(l => l.NextProbeAt)
            .Take(Window)
            .Select(l => new { l.Id, l.ClusterArn, l.NextProbeAt, l.GoneSince })
            .ToListAsync(cancellationToken);
        var turns = due.Where(d => !held.Contains(d.Id)).Select(d => new DueProbe(d.Id, d.ClusterArn, d.NextProbeAt ?? now, d.GoneSince is not null)).ToList();
        var (given, othersWait) = new ObservationScheduler(pace).Give(turns, limit, now);
        return (given.Count == 0 ? [] : await ClaimAsync(given, now, cancellationToken), othersWait);
    }

    private async Task<IReadOnlyList<DueLease>> ClaimAsync(IReadOnlyDictionary<LeaseId, ProbeDepth> given, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var chosen = given.Keys.ToList();
        var claim = Guid.NewGuid();
        var until = now + ClaimFor;
        var mine = await db.WriteAsync(
            async token =>
            {
                // Beside the rows' versions: extending a deadline at this moment needs no second try.
                await db.Leases
                    .Where(l => chosen.Contains(l.Id) && (l.ClaimedUntil == null || l.ClaimedUntil <= now))
                    .ExecuteUpdateAsync(s => s.SetProperty(l => l.Claim, claim).SetProperty(l => l.ClaimedUntil, until), token);
                return await db.Leases.AsNoTracking().Where(l => chosen.Contains(l.Id) && l.Claim == claim).ToListAsync(token);
            },
            cancellationToken);
        var accesses = await AccessesAsync([.. mine.Select(l => l.Id)], cancellationToken);
        return [.. mine.Select(l => new DueLease(l.Id, l.ProbeCount, l.NextProbeAt ?? now, new LeaseTarget(l.Identity, l.ClusterName, l.Region) { Depth = given[l.Id] }, accesses.GetValueOrDefault(l.Id)))];
    }

    private async Task<Dictionary<LeaseId, ClusterAccess>> AccessesAsync(List<LeaseId> leases, CancellationToken cancellationToken)
    {
        var submissions = await db.Submissions.AsNoTracking()
            .Where(s => s.LeaseId != null && leases.Contains(s.LeaseId.Value))
            .OrderByDescending(s => s.SubmittedAt)
            .Select(s => new { s.Id, s.StudentId, Lease = s.LeaseId.GetValueOrDefault() })
            .ToListAsync(cancellationToken);
        var opened = new Dictionary<LeaseId, ClusterAccess>();
        foreach (var submission in submissions)
        {
            // The newest that can ask AWS; its word is a proof, that of DNS is evidence.
            if (opened.TryGetValue(submission.Lease, out var known) && known.Aws is not null)
                continue;
            if (await TryOpenAsync(submission.Id, submission.StudentId, cancellationToken) is { } access && (known is null || access.Aws is not null))
                opened[submission.Lease] = access;
        }

        return opened;
    }

    private async Task<ClusterAccess?> TryOpenAsync(SubmissionId submission, StudentId student, CancellationToken cancellationToken)
    {
        try
        {
            return await vault.OpenAsync(submission, student, cancellationToken);
        }
        catch (VaultException e)
        {
            Log.Sealed(logger, e, submission);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The access of submission {Submission} cannot be opened; the deletion of its cluster is watched by DNS alone")]
        public static partial void Sealed(ILogger logger, Exception exception, SubmissionId submission);
    }
}

/// <summary>A lease that this process has in hand, with all that an observation needs.</summary>
/// <param name="Lease">The lease.</param>
/// <param name="ProbesBefore">How many observations of it are stored: where there are more by the time that this one is over, another was made.</param>
/// <param name="DueAt">When it was to be looked at.</param>
/// <param name="Target">The cluster.</param>
/// <param name="Access">The borrowed access, opened; null where it is gone or stays sealed.</param>
internal sealed record DueLease(LeaseId Lease, int ProbesBefore, DateTimeOffset DueAt, LeaseTarget Target, ClusterAccess? Access);

/// <summary>A lease that is due, as far as its turn depends on it.</summary>
/// <param name="Id">The lease.</param>
/// <param name="ClusterArn">The cluster's ARN, where it is known.</param>
/// <param name="DueAt">When it was to be looked at, its offset included.</param>
/// <param name="IsGone">Whether the newest probes found the cluster gone: what it left behind is asked for next.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct DueProbe(LeaseId Id, string? ClusterArn, DateTimeOffset DueAt, bool IsGone);

/// <summary>
/// Gives the clusters of each account their turns. An observation is a whole one where its account's pace allows that soon; where so many are ahead of it
/// that it would come too late, or where this process itself cannot keep up with all that is due, it is one for the proof alone, which costs a
/// fifth. Clusters that were found gone come first to the whole ones, since their verdicts wait for what they left behind, and wait as long for it as
/// is in time.
/// </summary>
internal sealed class ObservationScheduler(AccountRateLimiter pace)
{
    /// <summary>How long a living cluster's look waits for the rest of what it could ask: what a cluster runs is for the board alone.</summary>
    public static readonly TimeSpan PatienceOfLiving = TimeSpan.FromSeconds(10);

    // Between a turn and the beginning of its observation lies a claim, which is a transaction, and where the process dies then, another one's drawing.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    /// <summary>Gives turns, the most overdue first.</summary>
    /// <param name="due">Those that are due, in the order of their times.</param>
    /// <param name="limit">How many turns there are at most.</param>
    /// <param name="now">Now.</param>
    /// <returns>How much each may ask, and whether others must wait for their account.</returns>
    public (IReadOnlyDictionary<LeaseId, ProbeDepth> Given, bool OthersWait) Give(IReadOnlyCollection<DueProbe> due, int limit, DateTimeOffset now)
    {
        var isCrowded = due.Count > limit;
        var given = new Dictionary<LeaseId, ProbeDepth>();
        var waiting = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var one in due.OrderByDescending(d => d.IsGone)) // which keeps their order otherwise
        {
            if (given.Count == limit)
                break;
            var account = AccountRateLimiter.KeyOf(one.ClusterArn) ?? "";
            var ahead = waiting.GetValueOrDefault(account);
            var isTooLate = IsTooLate(one, ahead, now);
            // Nothing overtakes those of its account that wait for the same.
            if (!(isCrowded && isTooLate) && ahead == 0 && pace.TryTake(one.ClusterArn))
                given[one.Id] = ProbeDepth.Whole;
            else if (isTooLate && pace.TryTake(one.ClusterArn, ProbeDepth.Proof))
                given[one.Id] = ProbeDepth.Proof;
            else
                waiting[account] = ahead + 1;
        }

        return (given, waiting.Count > 0);
    }

    // Whether a whole observation would come too late for it, with those ahead of it.
    private static bool IsTooLate(DueProbe one, int ahead, DateTimeOffset now)
    {
        var turnAt = now + TimeSpan.FromSeconds((ahead + 1) / AccountRateLimiter.PerSecond);
        var latest = one.DueAt - ProbeSchedule.OffsetOf(one.Id) + ProbeSchedule.Latest - Margin;
        return turnAt > latest || (!one.IsGone && turnAt > one.DueAt + PatienceOfLiving);
    }
}
