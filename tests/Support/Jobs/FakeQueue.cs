using System.Collections.Concurrent;
using EksGrader.Jobs.Scheduling;

namespace EksGrader.Tests.Support.Jobs;

/// <summary>A queue that keeps firings until a test runs those that are due; like the real one it keeps the earlier of two.</summary>
internal sealed class FakeQueue(TimeProvider time) : IJobQueue
{
    public ConcurrentDictionary<string, (object Input, DateTimeOffset At)> Waiting { get; } = [];

    public Exception? Broken { get; set; }

    public Task<bool> EnqueueAsync<TInput>(string name, TInput input, DateTimeOffset? at, CancellationToken cancellationToken)
        where TInput : class
    {
        if (Broken is { } broken)
            throw broken;
        var due = at ?? time.GetUtcNow();
        var stays = Waiting.AddOrUpdate(name, (input, due), (_, known) => known.At <= due ? known : (input, due));
        return Task.FromResult(ReferenceEquals(stays.Input, input));
    }

    /// <summary>Takes the firings that are due.</summary>
    public IReadOnlyList<object> TakeDue()
    {
        var due = Waiting.Where(w => w.Value.At <= time.GetUtcNow()).OrderBy(w => w.Value.At).ToList();
        due.ForEach(w => Waiting.TryRemove(w.Key, out _));
        return [.. due.Select(w => w.Value.Input)];
    }
}
