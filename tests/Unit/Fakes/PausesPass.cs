using EksGrader.Checks.Clusters;

namespace EksGrader.Tests.Unit.Fakes;

/// <summary>
/// A clock that stands still. The pause after which a witness is asked again is over at once; no other limit is ever reached, so a
/// recording holds what was answered and never a timeout.
/// </summary>
/// <param name="now">The time.</param>
/// <param name="paused">Called when a pause begins.</param>
internal sealed class PausesPass(DateTimeOffset now, Action? paused = null) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;

    public override long GetTimestamp() => now.Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime != Cluster.SecondReadAfter)
        {
            return System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        paused?.Invoke();
        return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
