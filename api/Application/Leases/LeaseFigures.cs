using System.Collections.Concurrent;
using EksGrader.Checks.Costs;
using EksGrader.Db;
using EksGrader.Db.Ids;
using EksGrader.Db.Leases;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Application.Leases;

/// <summary>
/// How many clusters of a course there are and what the live ones cost, counted once for all who look at the same moment: ten thousand
/// leases are read when something has changed, and at most every other second, however many watch.
/// </summary>
/// <param name="scopes">Makes the database context of a count.</param>
/// <param name="pricer">Estimates.</param>
/// <param name="time">The clock.</param>
public sealed class LeaseFigures(IServiceScopeFactory scopes, LeasePricer pricer, TimeProvider time)
{
    private static readonly TimeSpan StampFor = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CountFor = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<CourseId, Known> known = new();

    /// <summary>What changes when anything on the course's board has; at most a second old.</summary>
    public async Task<string> StampAsync(CourseId course, CancellationToken cancellationToken)
    {
        var entry = Entry(course);
        if (entry.Stamp is { } fresh && !IsOlder(fresh.At, StampFor))
            return fresh.Value;
        await using var turn = await entry.EnterAsync(cancellationToken);
        return await StampAsync(entry, course, cancellationToken);
    }

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

    /// <summary>What the live clusters cost together that were handed in for an assignment.</summary>
    public Task<LeaseTotals> TotalsAsync(CourseId course, AssignmentId assignment, CancellationToken cancellationToken) =>
        TotalsAsync(course, l => l.Assignments.Contains(assignment), cancellationToken);

    /// <summary>Forgets what was counted: whoever changed a lease sees it changed.</summary>
    public void Forget(CourseId course) => known.TryRemove(course, out _);

    private async Task<LeaseTotals> TotalsAsync(CourseId course, Func<Counted, bool> which, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return LeaseTotals.Of([.. (await CountAsync(course, cancellationToken)).Live.Where(which).Select(l => l.At(now))]);
    }

    private async Task<CountedLeases> CountAsync(CourseId course, CancellationToken cancellationToken)
    {
        var entry = Entry(course);
        if (entry.Leases is { } fresh && !IsOlder(fresh.At, CountFor))
            return fresh.Value;
        await using var turn = await entry.EnterAsync(cancellationToken);

        // The stamp is read first: what changes during the count makes it old, never missed.
        var (stamp, at) = (await StampAsync(entry, course, cancellationToken), time.GetTimestamp());
        if (entry.Leases is not { } old || entry.CountedStamp != stamp)
            (entry.Leases, entry.CountedStamp) = (new Aged<CountedLeases>(await ReadAsync(db => ReadAsync(db, course, cancellationToken)), at), stamp);
        else
            entry.Leases = old with { At = at };
        return entry.Leases.Value;
    }

    private async Task<string> StampAsync(Known entry, CourseId course, CancellationToken cancellationToken)
    {
        if (entry.Stamp is { } fresh && !IsOlder(fresh.At, StampFor))
            return fresh.Value;
        var at = time.GetTimestamp();
        entry.Stamp = new Aged<string>(await ReadAsync(db => LeaseStamp.ReadAsync(db, course, cancellationToken)), at);
        return entry.Stamp.Value;
    }

    private async Task<CountedLeases> ReadAsync(EksGraderDb db, CourseId course, CancellationToken cancellationToken)
    {
        var leases = await db.Leases.AsNoTracking().Where(l => l.CourseId == course && l.EndedAt == null).OrderBy(l => l.Deadline).ThenBy(l => l.Id)
            .Select(l => new { l.Id, l.AssignmentId, l.State, l.StartedAt, l.ClusterCreatedAt, l.Deadline, l.GoneSince, l.Region, l.Inventory }).ToListAsync(cancellationToken);
        var ended = await db.Leases.Where(l => l.CourseId == course && l.EndedAt != null).GroupBy(l => l.State)
            .Select(g => new { State = g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.State, g => g.Count, cancellationToken);

        // Nearly every cluster was handed in for the one assignment that gave its deadline, and has been looked at: only the others are read.
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
            ended);
    }

    private Known Entry(CourseId course) => known.GetOrAdd(course, _ => new Known());

    private bool IsOlder(long at, TimeSpan age) => time.GetElapsedTime(at) > age;

    private async Task<T> ReadAsync<T>(Func<EksGraderDb, Task<T>> read)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<EksGraderDb>());
    }

    private sealed record CountedLeases(IReadOnlyList<Counted> Live, IReadOnlyDictionary<LeaseState, int> Ended);

    private sealed record Counted(
        LeaseId Id, IReadOnlyList<AssignmentId> Assignments, LeaseState State, bool MustStay, DateTimeOffset Since, DateTimeOffset Deadline, DateTimeOffset? GoneSince, CostEstimate Rate)
    {
        public LeaseCost At(DateTimeOffset now) => LeaseCost.Of(Rate, Since, Deadline, GoneSince, now);
    }

    private sealed record Aged<T>(T Value, long At);

    // One count at a time of a course: who comes meanwhile waits for it and takes what it found.
#pragma warning disable CA1001 // It lives as long as the process, and no wait handle is ever asked of it.
    private sealed class Known
#pragma warning restore CA1001
    {
        private readonly SemaphoreSlim one = new(1, 1);

        public Aged<string>? Stamp { get; set; }

        public Aged<CountedLeases>? Leases { get; set; }

        public string? CountedStamp { get; set; }

        public async Task<IAsyncDisposable> EnterAsync(CancellationToken cancellationToken)
        {
            await one.WaitAsync(cancellationToken);
            return new Turn(one);
        }

        private sealed class Turn(SemaphoreSlim one) : IAsyncDisposable
        {
            public ValueTask DisposeAsync()
            {
                one.Release();
                return ValueTask.CompletedTask;
            }
        }
    }
}
