using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EksGrader.Checks.Reads;

namespace EksGrader.Tests.Unit.Fakes;

/// <summary>A log that passes every read on once, as it would come out of a recording; it can hold them back to see which start together.</summary>
internal sealed class FakeLog(DateTimeOffset lookedAt, Action? pause = null) : IReadLog
{
    private readonly ConcurrentDictionary<string, Lazy<Task<object>>> reads = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> answers = new(StringComparer.Ordinal);

    public DateTimeOffset ObservedAt => lookedAt;

    /// <summary>How long it paused in all.</summary>
    public TimeSpan Paused { get; private set; }

    public IReadOnlyCollection<string> Keys => [.. reads.Keys];

    /// <summary>How often a check waited to ask again.</summary>
    public int Pauses { get; private set; }

    public Task PauseAsync(TimeSpan length, CancellationToken cancellationToken)
    {
        Pauses++;
        Paused += length;
        pause?.Invoke();
        return Task.CompletedTask;
    }

    /// <summary>What was answered, as a recording would hold it, by the name of the read.</summary>
    public IReadOnlyDictionary<string, string> Answers => answers;

    public async Task<T> ReadAsync<T>(string key, JsonTypeInfo<T> type, Func<CancellationToken, Task<ReadResult<T>>> live, CancellationToken cancellationToken)
        where T : class
    {
        var read = reads.GetOrAdd(key, _ => new Lazy<Task<object>>(async () =>
        {
            var seen = await live(cancellationToken);
            // Checks must make do with what a recording keeps.
            var kept = answers[key] = JsonSerializer.Serialize(seen.Answer, type);
            return JsonSerializer.Deserialize(kept, type) ?? throw new InvalidOperationException($"{key} records nothing.");
        }));
        return (T)await read.Value.WaitAsync(cancellationToken);
    }
}
