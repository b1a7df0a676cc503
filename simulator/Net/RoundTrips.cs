namespace EksGrader.Simulator.Net;

/// <summary>
/// The distance between grader and cluster: a TCP connection costs one round trip, TLS one, every request one. A connection that the
/// kernel accepted at once is made up for before its first answer.
/// </summary>
internal sealed class RoundTrips(TimeSpan delay, TimeProvider time)
{
    /// <summary>Waits for some round trips; at once where the distance is none.</summary>
    public ValueTask WaitAsync(int count, CancellationToken cancellationToken) =>
        delay <= TimeSpan.Zero ? ValueTask.CompletedTask : new ValueTask(Task.Delay(delay * count, time, cancellationToken));
}
