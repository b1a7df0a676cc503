using System.Collections.Concurrent;
using System.ComponentModel;
using EksGrader.Checks.Costs;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Hybrid;

namespace EksGrader.Api.Features.Clusters;

/// <summary>
/// How many clusters of a course there are and what the live ones cost, counted once for all who look at the same moment: ten thousand
/// leases are read when something has changed, and at most every other second, however many watch.
/// </summary>
internal sealed class LeaseFigures(HybridCache cache, IServiceScopeFactory scopes, LeasePricer pricer, TimeProvider time)
{
    private static readonly HybridCacheEntryOptions StampFor = new() { Expiration = TimeSpan.FromSeconds(1) };
    private static readonly HybridCacheEntryOptions ShownFor = new() { Expiration = TimeSpan.FromSeconds(2) };
    private static readonly HybridCacheEntryOptions CountFor = new() { Expiration = TimeSpan.FromMinutes(10) };
    private static readonly HybridCacheEntryOptions OnlyIfThere = new() { Flags = HybridCacheEntryFlags.DisableUnderlyingData };

    // Part of every key. Taking entries away would not do: a count that began before a change is joined, and kept, after it.
    private readonly ConcurrentDictionary<CourseId, int> changes = new();

    /// <summary>What changes when anything on the course's board has; at most a second old.</summary>
    public Task<string> StampAsync(CourseId course, CancellationToken cancellationToken) => StampAsync(Key(course), course, cancellationToken);

    /// <summary>What each live lease of the course costs, by deadline.</summary>
    public async Task<IEnumerable<(LeaseId Lease, LeaseCost Cost)>> CostsAsync(CourseId course, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return (await CountAsync(course, cancellationToken)).Live.Select(l => (l.Id, l.At(now)));
    }

    /// <summary>How many leases of the course there are of each kind that its page can be narrowed to.</summary>
    public async Task<IReadOnlyDictionary<LeaseShow, int>> CountsAsync(CourseId course, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var counted = await CountAsync(course, cancellationToken);
        return new Dictionary<LeaseShow, int>
        {
            [LeaseShow.Live] = counted.Live.Count,
            [LeaseShow.Deleting] = counted.Live.Count(l => l.State == LeaseState.Deleting),
            [LeaseShow.Overdue] = counted.Live.Count(l => l.State == LeaseState.Overdue || (l.State == LeaseState.Active && !l.MustStay && l.Deadline < now)),
            [LeaseShow.Quarantined] = counted.Live.Count(l => l.State == LeaseState.Quarantined),
            [LeaseShow.Gone] = counted.Ended.GetValueOrDefault(LeaseState.Gone),
            [LeaseShow.Settled] = counted.Ended.GetValueOrDefault(LeaseState.Settled),
        };
    }

    /// <summary>What the live leases of the course cost together.</summary>
    public Task<LeaseTotals> TotalsAsync(CourseId course, CancellationToken cancellationToken) => TotalsAsync(course, _ => true, cancellationToken);

    /// <summary>What the live clusters cost together that were submitted for an assignment.</summary>
    public Task<LeaseTotals> TotalsAsync(CourseId course, AssignmentId assignment, CancellationToken cancellationToken) =>
        TotalsAsync(course, l => l.Assignments.Contains(assignment), cancellationToken);

    /// <summary>Forgets what was counted: the person who changed a lease sees it changed.</summary>
    public void Forget(CourseId course) => changes.AddOrUpdate(course, 1, static (_, n) => n + 1);

    private async Task<LeaseTotals> TotalsAsync(CourseId course, Func<Counted, bool> which, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return LeaseTotals.Of([.. (await CountAsync(course, cancellationToken)).Live.Where(which).Select(l => l.At(now))]);
    }

    private Task<CountedLeases> CountAsync(CourseId course, CancellationToken cancellationToken)
    {
        var key = Key(course);
        return cache.GetOrCreateAsync($"{key} shown", async token => await CountAsync(key, course, token), ShownFor, cancellationToken: cancellationToken).AsTask();
    }

    // One entry a course, and not one for each stamp: ten thousand leases are some megabytes.
    private async Task<CountedLeases> CountAsync(string key, CourseId course, CancellationToken cancellationToken)
    {
        // The stamp is read first: what changes during the count makes it old, never missed.
        var (stamp, counted) = (await StampAsync(key, course, cancellationToken), FormattableString.Invariant($"leases {course}"));
        if (await cache.GetOrCreateAsync(counted, static _ => ValueTask.FromResult<CountedLeases?>(null), OnlyIfThere, cancellationToken: cancellationToken) is { } old && old.Stamp == stamp)
            return old;
        var leases = await ReadAsync((db, token) => ReadAsync(db, course, stamp, token), cancellationToken);
        await cache.SetAsync(counted, leases, CountFor, cancellationToken: cancellationToken);
        return leases;
    }

    private Task<string> StampAsync(string key, CourseId course, CancellationToken cancellationToken) => cache.GetOrCreateAsync(
        $"{key} stamp", async token => await ReadAsync((db, reading) => LeaseStamp.ReadAsync(db, course, reading), token), StampFor, cancellationToken: cancellationToken).AsTask();

    private async Task<CountedLeases> ReadAsync(EksGraderDb db, CourseId course, string stamp, CancellationToken cancellationToken)
    {
        var leases = await db.Leases.AsNoTracking().Where(l => l.CourseId == course && l.EndedAt == null).OrderBy(l => l.Deadline).ThenBy(l => l.Id)
            .Select(l => new { l.Id, l.AssignmentId, l.State, l.StartedAt, l.ClusterCreatedAt, l.Deadline, l.GoneSince, l.Region, l.Inventory }).ToListAsync(cancellationToken);
        var ended = await db.Leases.Where(l => l.CourseId == course && l.EndedAt != null).GroupBy(l => l.State)
            .Select(g => new { State = g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.State, g => g.Count, cancellationToken);

        // Nearly every cluster was submitted for the one assignment that gave its deadline, and has been looked at: only the others are read.
        var others = (await db.Leases.Where(l => l.CourseId == course && l.EndedAt == null)
                .Join(db.Submissions.Where(s => s.LeaseId != null), l => l.Id, s => s.LeaseId, (l, s) => new { l.Id, Own = l.AssignmentId, s.AssignmentId, Stays = s.SafeToDeleteAt == null })
                .Where(x => x.Stays || x.AssignmentId != x.Own)
                .Distinct().ToListAsync(cancellationToken))
            .ToLookup(x => x.Id);

        // A class runs a handful of kinds of clusters.
        var (rates, now) = (new Dictionary<(string? Inventory, string? Region), CostEstimate>(), time.GetUtcNow());
        return new CountedLeases(
            [.. leases.Select(l =>
            {
                if (!rates.TryGetValue((l.Inventory, l.Region), out var rate))
                    rates[(l.Inventory, l.Region)] = rate = pricer.Rate(l.Inventory, l.Region, now);
                return new Counted(
                    l.Id, [l.AssignmentId, .. others[l.Id].Select(o => o.AssignmentId)], l.State, others[l.Id].Any(o => o.Stays), l.ClusterCreatedAt ?? l.StartedAt, l.Deadline, l.GoneSince, rate);
            })],
            ended,
            stamp);
    }

    private string Key(CourseId course) => FormattableString.Invariant($"leases {course} {changes.GetValueOrDefault(course)}");

    private async Task<T> ReadAsync<T>(Func<EksGraderDb, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<EksGraderDb>(), cancellationToken);
    }

    [ImmutableObject(true)] // kept as it is, not as JSON
    private sealed record CountedLeases(IReadOnlyList<Counted> Live, IReadOnlyDictionary<LeaseState, int> Ended, string Stamp);

    private sealed record Counted(
        LeaseId Id, IReadOnlyList<AssignmentId> Assignments, LeaseState State, bool MustStay, DateTimeOffset Since, DateTimeOffset Deadline, DateTimeOffset? GoneSince, CostEstimate Rate)
    {
        public LeaseCost At(DateTimeOffset now) => LeaseCost.Of(Rate, Since, Deadline, GoneSince, now);
    }
}

/// <summary>
/// Changes when anything on a course's board of clusters has: leases count their own changes, each probe changes its lease, orders to delete and their steps
/// count theirs, and whatever
/// people do leaves an entry in the audit trail.
/// </summary>
internal static class LeaseStamp
{
    /// <summary>The stamp.</summary>
    public static async Task<string> ReadAsync(EksGraderDb db, CourseId course, CancellationToken cancellationToken)
    {
        var leases = await db.Leases.Where(l => l.CourseId == course).GroupBy(_ => 1)
            .Select(g => new { Count = g.Count(), Changes = g.Sum(l => (long)l.RowVersion) }).SingleOrDefaultAsync(cancellationToken);
        var audit = await db.AuditEntries.CountAsync(e => e.CourseId == course, cancellationToken);
        var orders = await db.DeletionOrders.Where(o => o.CourseId == course).GroupBy(_ => 1)
            .Select(g => new { Count = g.Count(), Changes = g.Sum(o => (long)o.RowVersion) }).SingleOrDefaultAsync(cancellationToken);
        var steps = await db.DeletionSteps.Where(s => db.DeletionOrders.Any(o => o.Id == s.OrderId && o.CourseId == course)).GroupBy(_ => 1)
            .Select(g => new { Count = g.Count(), Changes = g.Sum(s => (long)s.RowVersion) }).SingleOrDefaultAsync(cancellationToken);
        return FormattableString.Invariant($"{leases?.Count}.{leases?.Changes}-{orders?.Count}.{orders?.Changes}-{steps?.Count}.{steps?.Changes}-{audit}");
    }
}
