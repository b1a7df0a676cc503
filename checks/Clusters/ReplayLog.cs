using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Clusters;

/// <summary>A recorded observation, read again: every answer and every fault as they were; what is missing is "was not recorded".</summary>
/// <param name="observation">The observation.</param>
public sealed class ReplayLog(RecordedObservation observation) : IReadLog
{
    private readonly Dictionary<string, RecordedRead> reads = observation.Reads.ToDictionary(r => r.Key, StringComparer.Ordinal);

    /// <inheritdoc/>
    public DateTimeOffset ObservedAt => observation.At;

    /// <inheritdoc/>
    public Task<T> ReadAsync<T>(string key, JsonTypeInfo<T> type, Func<CancellationToken, Task<ReadResult<T>>> live, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return Task.FromResult(Find(key, type));
        }
        catch (ReadException e)
        {
            return Task.FromException<T>(e);
        }
    }

    private T Find<T>(string key, JsonTypeInfo<T> type)
        where T : class
    {
        if (!reads.TryGetValue(key, out var read))
        {
            throw new ReadException(ReadErrors.NotRecorded(key));
        }

        if (read.Fault is { } fault)
        {
            throw new ReadException(fault);
        }

        try
        {
            return (read.Answer.Length > 0 ? JsonSerializer.Deserialize(read.Answer.Span, type) : null) ?? throw new ReadException(ReadErrors.NotRecorded(key));
        }
        catch (JsonException e)
        {
            // A recording of another version of the program, or an edited one.
            throw new ReadException(ReadErrors.NotRecorded(key), e);
        }
    }
}
