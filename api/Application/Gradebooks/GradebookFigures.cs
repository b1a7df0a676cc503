using System.Collections.Concurrent;
using EksGrader.Db;
using EksGrader.Db.Gradings;
using EksGrader.Db.Ids;

namespace EksGrader.Api.Application.Gradebooks;

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
    private static readonly TimeSpan SummaryAtMost = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<(AssignmentId Assignment, Checks.Assignments.CountingRule Counts), Known> known = new();

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

    /// <summary>A gradebook in figures: at most two seconds behind its stamp.</summary>
    public async Task<GradebookSummary> SummaryAsync(GradebookScope scope, CancellationToken cancellationToken)
    {
        var entry = Entry(scope);
        using var turn = await entry.Summaries.EnterAsync(cancellationToken);
        if (entry.Summary is { } summary && (!IsOlder(entry.SummaryAt, SummaryAtLeast) || (!IsOlder(entry.SummaryAt, SummaryAtMost) && entry.SummaryStamp == await StampAsync(scope, cancellationToken))))
            return summary;

        // The stamp is read first: what changes during the count makes it old, never missed.
        var (stamp, at) = (await StampAsync(scope, cancellationToken), time.GetTimestamp());
        entry.Summary = await ReadAsync(db => GradebookSummary.ReadAsync(db, scope, time.GetUtcNow(), cancellationToken));
        (entry.SummaryStamp, entry.SummaryAt) = (stamp, at);
        return entry.Summary;
    }

    /// <summary>How many clusters lived over the last day; at most two seconds behind the gradebook's stamp.</summary>
    public async Task<IReadOnlyList<ClusterCount>> ClustersAsync(GradebookScope scope, CancellationToken cancellationToken)
    {
        var entry = Entry(scope);
        using var turn = await entry.Summaries.EnterAsync(cancellationToken);
        if (entry.Clusters is { } known && !IsOlder(entry.ClustersAt, SummaryAtLeast))
            return known;
        var at = time.GetTimestamp();
        entry.Clusters = await ReadAsync(db => ClusterHistory.ReadAsync(db, scope, TimeSpan.FromDays(1), points: 97, time.GetUtcNow(), cancellationToken));
        entry.ClustersAt = at;
        return entry.Clusters;
    }

    private Known Entry(GradebookScope scope) => known.GetOrAdd((scope.Assignment, scope.Counts), _ => new Known());

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

        public string? Stamp { get; set; }

        public long StampAt { get; set; }

        public GradebookSummary? Summary { get; set; }

        public string? SummaryStamp { get; set; }

        public long SummaryAt { get; set; }

        public IReadOnlyList<ClusterCount>? Clusters { get; set; }

        public long ClustersAt { get; set; }
    }

    // One count at a time of a gradebook: who comes meanwhile waits for it and takes what it found.
    private sealed class Turns
    {
        private readonly SemaphoreSlim one = new(1, 1);

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
