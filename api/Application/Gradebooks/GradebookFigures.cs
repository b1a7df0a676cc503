using System.Collections.Concurrent;
using EksGrader.Db;
using EksGrader.Db.Gradings;

namespace EksGrader.Api.Application.Gradebooks;

/// <summary>A gradebook in figures.</summary>
/// <param name="Summary">The figures.</param>
/// <param name="Stamp">The gradebook's stamp before they were counted.</param>
public sealed record CountedGradebook(GradebookSummary Summary, string Stamp);

/// <summary>
/// Counts of gradebooks, made once for all who look at the same moment. A class that is watched by fifty costs the database what it
/// costs when one watches: the stamp at most once a second, and everything else only after the stamp has changed.
/// </summary>
/// <param name="scopes">Makes the database context of a count.</param>
/// <param name="time">The clock.</param>
public sealed class GradebookFigures(IServiceScopeFactory scopes, TimeProvider time)
{
    // What overdue means changes with the clock alone, so nothing is kept much longer than a minute shows.
    private static readonly TimeSpan StampFor = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SummaryAtLeast = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SummaryAtMost = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<GradebookScope, Known> known = new();

    /// <summary>What changes when anything in a gradebook has; at most a second old.</summary>
    public async Task<string> StampAsync(GradebookScope scope, CancellationToken cancellationToken)
    {
        var entry = Entry(scope);
        using var turn = await entry.Stamps.EnterAsync(cancellationToken);
        if (entry.Stamp is null || IsOlder(entry.StampAt, StampFor))
        {
            var at = time.GetTimestamp();
            entry.Stamp = await ReadAsync(db => GradebookStamp.ReadAsync(db, scope, cancellationToken));
            entry.StampAt = at;
        }

        return entry.Stamp;
    }

    /// <summary>
    /// A gradebook in figures, with the stamp that they were counted at. Counted again once the stamp has changed, but for no more than a
    /// tenth of the time: a large class in a busy hour is some seconds behind. Who comes while somebody counts takes what there is.
    /// </summary>
    public async Task<CountedGradebook> SummaryAsync(GradebookScope scope, CancellationToken cancellationToken)
    {
        var entry = Entry(scope);
        if (entry.Counted is { } known && await IsFreshAsync(entry, known, scope, cancellationToken))
            return known;
        if (entry.Counted is { } old && !IsOlder(entry.CountedAt, SummaryAtMost) && entry.Summaries.IsTaken)
            return old;

        using var turn = await entry.Summaries.EnterAsync(cancellationToken);
        if (entry.Counted is { } others && await IsFreshAsync(entry, others, scope, cancellationToken))
            return others;

        // The stamp is read first: what changes during the count makes it old, never missed.
        var (stamp, at) = (await StampAsync(scope, cancellationToken), time.GetTimestamp());
        var counted = new CountedGradebook(await ReadAsync(db => GradebookSummary.ReadAsync(db, scope, time.GetUtcNow(), cancellationToken)), stamp);
        (entry.Counted, entry.CountedAt, entry.Took) = (counted, at, time.GetElapsedTime(at));
        return counted;
    }

    /// <summary>How many clusters lived over the last day; at most two seconds old.</summary>
    public async Task<IReadOnlyList<ClusterCount>> ClustersAsync(GradebookScope scope, CancellationToken cancellationToken)
    {
        var entry = Entry(scope);
        using var turn = await entry.Histories.EnterAsync(cancellationToken);
        if (entry.Clusters is { } known && !IsOlder(entry.ClustersAt, SummaryAtLeast))
            return known;
        var at = time.GetTimestamp();
        entry.Clusters = await ReadAsync(db => ClusterHistory.ReadAsync(db, scope, TimeSpan.FromDays(1), points: 97, time.GetUtcNow(), cancellationToken));
        entry.ClustersAt = at;
        return entry.Clusters;
    }

    private async Task<bool> IsFreshAsync(Known entry, CountedGradebook counted, GradebookScope scope, CancellationToken cancellationToken) =>
        !IsOlder(entry.CountedAt, entry.Took * 10 > SummaryAtLeast ? entry.Took * 10 : SummaryAtLeast)
        || (!IsOlder(entry.CountedAt, SummaryAtMost) && counted.Stamp == await StampAsync(scope, cancellationToken));

    private Known Entry(GradebookScope scope) => known.GetOrAdd(scope, _ => new Known());

    private bool IsOlder(long at, TimeSpan age) => time.GetElapsedTime(at) > age;

    private async Task<T> ReadAsync<T>(Func<EksGraderDb, Task<T>> read)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<EksGraderDb>());
    }

    private sealed class Known
    {
        public Turns Stamps { get; } = new();

        public Turns Summaries { get; } = new();

        public Turns Histories { get; } = new();

        public string? Stamp { get; set; }

        public long StampAt { get; set; }

        public CountedGradebook? Counted { get; set; }

        public long CountedAt { get; set; }

        public TimeSpan Took { get; set; }

        public IReadOnlyList<ClusterCount>? Clusters { get; set; }

        public long ClustersAt { get; set; }
    }

    // One count at a time of a gradebook: who comes meanwhile waits for it and takes what it found.
#pragma warning disable CA1001 // It lives as long as the process, and no wait handle is ever asked of it.
    private sealed class Turns
#pragma warning restore CA1001
    {
        private readonly SemaphoreSlim one = new(1, 1);

        public bool IsTaken => one.CurrentCount == 0;

        public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
        {
            await one.WaitAsync(cancellationToken);
            return new Turn(one);
        }

        private sealed class Turn(SemaphoreSlim one) : IDisposable
        {
            public void Dispose() => one.Release();
        }
    }
}
