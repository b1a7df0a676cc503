using System.Collections.Concurrent;
using EksGrader.Checks.Costs;
using EksGrader.Db;
using EksGrader.Db.Ids;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Application.Leases;

/// <summary>
/// What the live clusters of a course cost together, counted once for all who look at the same moment: ten thousand leases are read when
/// something has changed, and at most every other second, however many watch.
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

    /// <summary>What each live lease of the course costs.</summary>
    public async Task<IReadOnlyDictionary<LeaseId, LeaseCost>> CostsAsync(CourseId course, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return (await CountAsync(course, cancellationToken)).ToDictionary(l => l.Id, l => l.At(now));
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
        return LeaseTotals.Of([.. (await CountAsync(course, cancellationToken)).Where(which).Select(l => l.At(now))]);
    }

    private async Task<IReadOnlyList<Counted>> CountAsync(CourseId course, CancellationToken cancellationToken)
    {
        var entry = Entry(course);
        if (entry.Leases is { } fresh && !IsOlder(fresh.At, CountFor))
            return fresh.Value;
        await using var turn = await entry.EnterAsync(cancellationToken);

        // The stamp is read first: what changes during the count makes it old, never missed.
        var (stamp, at) = (await StampAsync(entry, course, cancellationToken), time.GetTimestamp());
        if (entry.Leases is not { } old || entry.CountedStamp != stamp)
            (entry.Leases, entry.CountedStamp) = (new Aged<IReadOnlyList<Counted>>(await ReadAsync(db => ReadAsync(db, course, cancellationToken)), at), stamp);
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

    private async Task<IReadOnlyList<Counted>> ReadAsync(EksGraderDb db, CourseId course, CancellationToken cancellationToken)
    {
        var leases = await db.Leases.AsNoTracking().Where(l => l.CourseId == course && l.EndedAt == null)
            .Select(l => new { l.Id, l.StartedAt, l.ClusterCreatedAt, l.Deadline, l.GoneSince, l.Region, l.Inventory }).ToListAsync(cancellationToken);
        var handedIn = (await db.Submissions
                .Join(db.Leases.Where(l => l.CourseId == course && l.EndedAt == null), s => s.LeaseId, l => l.Id, (s, l) => new { l.Id, s.AssignmentId })
                .Distinct().ToListAsync(cancellationToken))
            .ToLookup(x => x.Id, x => x.AssignmentId);

        // A class runs a handful of kinds of clusters.
        var (rates, now) = (new Dictionary<(string? Inventory, string? Region), CostEstimate>(), time.GetUtcNow());
        return [.. leases.Select(l =>
        {
            if (!rates.TryGetValue((l.Inventory, l.Region), out var rate))
                rates[(l.Inventory, l.Region)] = rate = pricer.Rate(l.Inventory, l.Region, now);
            return new Counted(l.Id, [.. handedIn[l.Id]], l.ClusterCreatedAt ?? l.StartedAt, l.Deadline, l.GoneSince, rate);
        })];
    }

    private Known Entry(CourseId course) => known.GetOrAdd(course, _ => new Known());

    private bool IsOlder(long at, TimeSpan age) => time.GetElapsedTime(at) > age;

    private async Task<T> ReadAsync<T>(Func<EksGraderDb, Task<T>> read)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<EksGraderDb>());
    }

    private sealed record Counted(LeaseId Id, IReadOnlyList<AssignmentId> Assignments, DateTimeOffset Since, DateTimeOffset Deadline, DateTimeOffset? GoneSince, CostEstimate Rate)
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

        public Aged<IReadOnlyList<Counted>>? Leases { get; set; }

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
