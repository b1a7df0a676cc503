using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EksGrader.Checks.Core;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Clusters;

/// <summary>
/// A live observation: every read is made once, for its first caller, and recorded with its time, its duration and its answer or error.
/// All reads end when the observation's time is over, so that a replay, which has no clock, meets the very same faults.
/// </summary>
/// <param name="number">Counts the observations of the grading from 1.</param>
/// <param name="handIn">The facts of the submission.</param>
/// <param name="time">The clock.</param>
/// <param name="limit">How long the observation may take.</param>
/// <param name="pulse">Tells whether the grader itself kept up; null where it is not monitored.</param>
/// <param name="secrets">The credentials that no answer may hold; null for none.</param>
public sealed class RecordingLog(int number, SubmissionTarget handIn, TimeProvider time, TimeSpan limit, StarvationMonitor? pulse = null, SecretLeakGuard? secrets = null) : IReadLog, IDisposable
{
    // Who answered must be known of an observation that used up its time, too: otherwise a slow page would cost an honest student the whole observation.
    private static readonly TimeSpan LastReadAtLeast = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Lazy<Task<object>>> asked = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<RecordedRead> reads = [];
    private readonly CancellationTokenSource over = new(limit, time);
    private readonly long began = time.GetTimestamp();
    private CancellationTokenSource? last;

    /// <inheritdoc/>
    public DateTimeOffset ObservedAt { get; } = time.GetUtcNow();

    /// <inheritdoc/>
    public Task<T> ReadAsync<T>(string key, JsonTypeInfo<T> type, Func<CancellationToken, Task<ReadResult<T>>> live, CancellationToken cancellationToken)
        where T : class =>
        ReadAsync(key, type, live, over.Token, cancellationToken);

    /// <inheritdoc/>
    public async Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        // Where the observation ends first, the reads that follow say so.
        await Task.Delay(pause, time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>
    /// Ends all reads but the last: those still on their way are given up and waited for. What is read after that, through the log that
    /// is given back, is read last, within what is left of the observation's time, and within 5 s at least.
    /// </summary>
    public async Task<IReadLog> BeginLastReadAsync()
    {
        await over.CancelAsync();
        await EndedAsync();
        var left = limit - time.GetElapsedTime(began);
        last = new CancellationTokenSource(left > LastReadAtLeast ? left : LastReadAtLeast, time);
        return new LastRead(this, last.Token);
    }

    /// <summary>Ends the observation: reads still on their way are given up and waited for, then all are handed over.</summary>
    /// <param name="checks">The checks that the observation was for.</param>
    public async Task<RecordedObservation> EndAsync(IReadOnlyList<CheckId> checks)
    {
        await over.CancelAsync();
        await (last ?? over).CancelAsync();
        await EndedAsync();
        return new RecordedObservation(number, ObservedAt, handIn, checks, [.. reads.OrderBy(r => r.At).ThenBy(r => r.Key, StringComparer.Ordinal)]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        over.Cancel();
        last?.Cancel();
        over.Dispose();
        last?.Dispose();
    }

    private async Task EndedAsync()
    {
        foreach (var read in asked.Values)
        {
            await ((Task)read.Value).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<T> ReadAsync<T>(
        string key, JsonTypeInfo<T> type, Func<CancellationToken, Task<ReadResult<T>>> live, CancellationToken ending, CancellationToken cancellationToken)
        where T : class
    {
        var read = asked.GetOrAdd(
            key,
            static (k, ask) => new Lazy<Task<object>>(() => ask.Self.ReadLiveAsync(k, ask.Type, ask.Live, ask.Ending)),
            (Self: this, Type: type, Live: live, Ending: ending));
        return (T)await read.Value.WaitAsync(cancellationToken);
    }

    private async Task<object> ReadLiveAsync<T>(string key, JsonTypeInfo<T> type, Func<CancellationToken, Task<ReadResult<T>>> live, CancellationToken ending)
        where T : class
    {
        var started = time.GetTimestamp();
        var read = new RecordedRead { Key = key, At = time.GetUtcNow() };
        try
        {
            ending.ThrowIfCancellationRequested();
            // The second wait is for a read that does not heed its token.
            var seen = await live(ending).WaitAsync(ending);
            if (seen.Answer is IMayTimeOut { TimedOut: true } && pulse?.WasLateSince(started) == true)
            {
                throw new ReadException(ReadErrors.Starved(key));
            }

            var answer = JsonSerializer.SerializeToUtf8Bytes(seen.Answer, type);
            if (secrets?.AreIn(answer) == true)
            {
                throw new ReadException(ReadErrors.SaysSecrets(key));
            }

            reads.Enqueue(read with { Milliseconds = Elapsed(), Answer = answer });
            return seen.Answer;
        }
        catch (Exception e)
        {
            var fault = ReadErrors.Of(e, key, ending);
            // Where the observation's own time ran out, what used it up may have been the grader, long before this read was asked.
            if (fault.Failure == ReadFailure.TimedOut && pulse?.WasLateSince(ending.IsCancellationRequested ? began : started) == true)
            {
                fault = ReadErrors.Starved(key);
            }

            reads.Enqueue(read with { Milliseconds = Elapsed(), Fault = fault });
            throw new ReadException(fault, e);
        }

        double Elapsed() => Math.Round(time.GetElapsedTime(started).TotalMilliseconds, 1);
    }

    private sealed class LastRead(RecordingLog log, CancellationToken ending) : IReadLog
    {
        public DateTimeOffset ObservedAt => log.ObservedAt;

        public Task<T> ReadAsync<T>(string key, JsonTypeInfo<T> type, Func<CancellationToken, Task<ReadResult<T>>> live, CancellationToken cancellationToken)
            where T : class =>
            log.ReadAsync(key, type, live, ending, cancellationToken);
    }
}
