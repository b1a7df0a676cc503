using System.ComponentModel;
using EksGrader.Db.Gradebook;
using EksGrader.Db.Storage;
using Microsoft.Extensions.Caching.Hybrid;

namespace EksGrader.Api.Features.Gradebook;

/// <summary>A gradebook in figures.</summary>
/// <param name="Summary">The figures.</param>
/// <param name="Stamp">The gradebook's stamp before they were counted.</param>
/// <param name="Took">How long the count took.</param>
[ImmutableObject(true)] // kept as it is, not as JSON
public sealed record CountedGradebook(GradebookSummary Summary, string Stamp, TimeSpan Took);

/// <summary>
/// Counts of gradebooks, made once for all who look at the same moment. A class that is watched by fifty costs the database what it
/// costs when one watches: the stamp at most once a second, and everything else only after the stamp has changed.
/// </summary>
internal sealed class GradebookFigures(HybridCache cache, IServiceScopeFactory scopes, TimeProvider time)
{
    // What overdue means changes with the clock alone, so nothing is kept much longer than a minute shows.
    private static readonly HybridCacheEntryOptions StampFor = new() { Expiration = TimeSpan.FromSeconds(1) };
    private static readonly HybridCacheEntryOptions CountFor = new() { Expiration = TimeSpan.FromSeconds(60) };
    private static readonly HybridCacheEntryOptions ClustersFor = new() { Expiration = TimeSpan.FromSeconds(2) };
    private static readonly HybridCacheEntryOptions OnlyIfThere = new() { Flags = HybridCacheEntryFlags.DisableUnderlyingData };
    private static readonly TimeSpan ShownAtLeast = TimeSpan.FromSeconds(2);

    /// <summary>What changes when anything in a gradebook has; at most a second old.</summary>
    public Task<string> StampAsync(GradebookScope scope, CancellationToken cancellationToken) =>
        KeptAsync(Key(scope, "stamp"), StampFor, (db, token) => GradebookStamp.ReadAsync(db, scope, token), cancellationToken);

    /// <summary>
    /// A gradebook in figures, with the stamp that they were counted at. Counted again once the stamp has changed, but for no more than a
    /// tenth of the time: a large class in a busy hour is some seconds behind.
    /// </summary>
    public async Task<CountedGradebook> SummaryAsync(GradebookScope scope, CancellationToken cancellationToken)
    {
        var shown = Key(scope, "shown");
        if (await cache.GetOrCreateAsync(shown, static _ => ValueTask.FromResult<CountedGradebook?>(null), OnlyIfThere, cancellationToken: cancellationToken) is { } known)
            return known;

        // The stamp is read first: what changes during the count makes it old, never missed.
        var stamp = await StampAsync(scope, cancellationToken);
        var counted = await KeptAsync(Key(scope, stamp), CountFor, (db, token) => CountAsync(db, scope, stamp, token), cancellationToken);
        var forNow = new HybridCacheEntryOptions { Expiration = counted.Took * 10 > ShownAtLeast ? counted.Took * 10 : ShownAtLeast };
        await cache.SetAsync(shown, counted, forNow, cancellationToken: cancellationToken);
        return counted;
    }

    /// <summary>How many clusters lived over the last day; at most two seconds old.</summary>
    public async Task<IReadOnlyList<ClusterCount>> ClustersAsync(GradebookScope scope, CancellationToken cancellationToken) =>
        (await KeptAsync(Key(scope, "clusters"), ClustersFor, (db, token) => ClustersAsync(db, scope, token), cancellationToken)).Counts;

    private async Task<CountedGradebook> CountAsync(EksGraderDb db, GradebookScope scope, string stamp, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        return new CountedGradebook(await GradebookSummary.ReadAsync(db, scope, time.GetUtcNow(), cancellationToken), stamp, time.GetElapsedTime(began));
    }

    private async Task<CountedClusters> ClustersAsync(EksGraderDb db, GradebookScope scope, CancellationToken cancellationToken) =>
        new(await ClusterHistory.ReadAsync(db, scope, TimeSpan.FromDays(1), points: 97, time.GetUtcNow(), cancellationToken));

    private static string Key(GradebookScope scope, string what) =>
        FormattableString.Invariant($"gradebook {scope.Course} {scope.Assignment} {scope.Counts} {scope.LatePenalty} {what}");

    private Task<T> KeptAsync<T>(string key, HybridCacheEntryOptions options, Func<EksGraderDb, CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        cache.GetOrCreateAsync(
            key,
            async token =>
            {
                await using var scope = scopes.CreateAsyncScope();
                return await read(scope.ServiceProvider.GetRequiredService<EksGraderDb>(), token);
            },
            options,
            cancellationToken: cancellationToken).AsTask();

    [ImmutableObject(true)]
    private sealed record CountedClusters(IReadOnlyList<ClusterCount> Counts);
}
