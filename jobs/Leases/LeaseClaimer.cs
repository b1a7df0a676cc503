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
/// <param name="db">The database.</param>
/// <param name="vault">Where the access is.</param>
/// <param name="pace">Keeps accounts under their limits.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told of access that stays sealed.</param>
public sealed partial class LeaseClaimer(EksGraderDb db, IVault vault, AccountRateLimiter pace, TimeProvider time, ILogger<LeaseClaimer> logger)
{
    /// <summary>How long a look may take, which bounds itself to 30 seconds; what has not answered by then proves nothing.</summary>
    public static readonly TimeSpan LookLimit = TimeSpan.FromSeconds(35);

    /// <summary>
    /// How long a claim holds: longer than almost every look takes, and so short that where its process died, the look still begins within
    /// <see cref="ProbeSchedule.Latest"/> (its offset, a drawing by the one that died, this, and a drawing by the one that lives). A look
    /// that hangs outlives it: another process may look beside it then, and the first of the two that is stored is the look.
    /// </summary>
    public static readonly TimeSpan ClaimFor = TimeSpan.FromSeconds(10);

    // Accounts that must wait are passed over, so more are read than are taken.
    private const int Window = 4000;

    /// <summary>Takes due leases in hand, the most overdue first.</summary>
    /// <param name="limit">How many at most.</param>
    /// <param name="held">What this process has in hand already, whatever became of its claims.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The leases, and whether others are due that must wait for their account's turn.</returns>
    internal async Task<(IReadOnlyList<DueLease> Taken, bool OthersWait)> DrawAsync(int limit, IReadOnlySet<LeaseId> held, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var due = await db.Leases.AsNoTracking()
            .Where(l => l.NextLookAt <= now && (l.ClaimedUntil == null || l.ClaimedUntil <= now))
            .OrderBy(l => l.NextLookAt)
            .Take(Window)
            .Select(l => new { l.Id, l.ClusterArn, l.NextLookAt, l.GoneSince })
            .ToListAsync(cancellationToken);
        var turns = due.Where(d => !held.Contains(d.Id)).Select(d => new DueProbe(d.Id, d.ClusterArn, d.NextLookAt ?? now, d.GoneSince is not null)).ToList();
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
                // Beside the rows' versions: nobody who extends a deadline at this moment has to try again for it.
                await db.Leases
                    .Where(l => chosen.Contains(l.Id) && (l.ClaimedUntil == null || l.ClaimedUntil <= now))
                    .ExecuteUpdateAsync(s => s.SetProperty(l => l.Claim, claim).SetProperty(l => l.ClaimedUntil, until), token);
                return await db.Leases.AsNoTracking().Where(l => chosen.Contains(l.Id) && l.Claim == claim).ToListAsync(token);
            },
            cancellationToken);
        var accesses = await AccessesAsync([.. mine.Select(l => l.Id)], cancellationToken);
        return [.. mine.Select(l => new DueLease(l.Id, l.LookCount, l.NextLookAt ?? now, new LeaseTarget(l.Identity, l.ClusterName, l.Region) { Depth = given[l.Id] }, accesses.GetValueOrDefault(l.Id)))];
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
