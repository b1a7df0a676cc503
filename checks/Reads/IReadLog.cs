using System.Text.Json.Serialization.Metadata;

namespace EksGrader.Checks.Reads;

/// <summary>
/// What every read of an observation goes through: live, it makes each read once, for its first caller, and records the answer; replayed, it answers
/// from what was written down.
/// </summary>
public interface IReadLog
{
    /// <summary>When the observation began: the "now" of every check, live or replayed.</summary>
    DateTimeOffset ObservedAt { get; }

    /// <summary>Answers a read.</summary>
    /// <param name="key">Names the read within the observation, such as <c>kubernetes list nodes</c>; the same key means the same answer.</param>
    /// <param name="type">How the answer is written down.</param>
    /// <param name="live">Asks the real thing; called at most once for a key, and not with the token of the check that asked first.</param>
    /// <param name="cancellationToken">Ends the waiting of this caller, not the read that others wait for too.</param>
    /// <exception cref="ReadException">The read was not answered: now, or when it was recorded.</exception>
    Task<T> ReadAsync<T>(string key, JsonTypeInfo<T> type, Func<CancellationToken, Task<ReadResult<T>>> live, CancellationToken cancellationToken)
        where T : class;

    /// <summary>Lets time pass before something is asked a second time, under a key of its own: live by the observation's clock and within its limit, replayed not at all.</summary>
    Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>An answer with what was cut from it.</summary>
/// <param name="Answer">The answer, cut to what checks use.</param>
/// <param name="Bytes">What it weighed on the wire after decompression; counts against the bound of a grading.</param>
public readonly record struct ReadResult<T>(T Answer, long Bytes = 0);

/// <summary>An answer that can say that time ran out, which is believed only while the grader itself keeps up.</summary>
public interface IMayTimeOut
{
    /// <summary>Whether time ran out.</summary>
    bool TimedOut { get; }
}
