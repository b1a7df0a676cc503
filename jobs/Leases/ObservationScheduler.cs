using System.Runtime.InteropServices;
using EksGrader.Checks.Deletion;
using EksGrader.Db.Model;

namespace EksGrader.Jobs.Leases;

/// <summary>A lease that is due, as far as its turn depends on it.</summary>
/// <param name="Id">The lease.</param>
/// <param name="ClusterArn">The cluster's ARN, where it is known.</param>
/// <param name="DueAt">When it was to be looked at, its offset included.</param>
/// <param name="IsGone">Whether the newest looks found the cluster gone: what it left behind is asked for next.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct DueProbe(LeaseId Id, string? ClusterArn, DateTimeOffset DueAt, bool IsGone);

/// <summary>
/// Gives the clusters of each account their turns. A look is a whole one where its account's pace allows that soon; where so many are ahead of it
/// that it would come too late, or where this process itself cannot keep up with all that is due, it is one for the proof alone, which costs a
/// fifth. Clusters that were found gone come first to the whole ones, since their verdicts wait for what they left behind, and wait as long for it as
/// is in time.
/// </summary>
/// <param name="pace">Keeps accounts under their limits.</param>
internal sealed class ObservationScheduler(AccountRateLimiter pace)
{
    /// <summary>How long a living cluster's look waits for the rest of what it could ask: what a cluster runs is for the board alone.</summary>
    public static readonly TimeSpan PatienceOfLiving = TimeSpan.FromSeconds(10);

    // Between a turn and the beginning of its look lies a claim, which is a transaction, and where the process dies then, another one's drawing.
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
            // Nobody overtakes those of his account who wait for the same.
            if (!(isCrowded && isTooLate) && ahead == 0 && pace.TryTake(one.ClusterArn))
                given[one.Id] = ProbeDepth.Whole;
            else if (isTooLate && pace.TryTake(one.ClusterArn, ProbeDepth.Proof))
                given[one.Id] = ProbeDepth.Proof;
            else
                waiting[account] = ahead + 1;
        }

        return (given, waiting.Count > 0);
    }

    // Whether a whole look would come too late for it, with those ahead of it.
    private static bool IsTooLate(DueProbe one, int ahead, DateTimeOffset now)
    {
        var turnAt = now + TimeSpan.FromSeconds((ahead + 1) / AccountRateLimiter.PerSecond);
        var latest = one.DueAt - ProbeSchedule.OffsetOf(one.Id) + ProbeSchedule.Latest - Margin;
        return turnAt > latest || (!one.IsGone && turnAt > one.DueAt + PatienceOfLiving);
    }
}
