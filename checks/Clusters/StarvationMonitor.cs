namespace EksGrader.Checks.Clusters;

/// <summary>
/// Whether the grader itself kept up: a timer that should fire every quarter of a second, and how late it did. Work that waits in a
/// starved process runs into time limits that the other side kept; such a timeout is the grader's fault, never a student's.
/// </summary>
public sealed class StarvationMonitor : IDisposable
{
    /// <summary>How often it beats.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(250);

    /// <summary>How late a beat may be before timeouts are no longer believed.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(1);

    private readonly TimeProvider time;
    private readonly ITimer timer;
    private readonly Lock gate = new();
    private long lastBeat;
    private long lastLate = long.MinValue;

    /// <summary>Starts to beat.</summary>
    /// <param name="time">The clock.</param>
    public StarvationMonitor(TimeProvider time)
    {
        this.time = time;
        lastBeat = time.GetTimestamp();
        timer = time.CreateTimer(static state => ((StarvationMonitor?)state)?.OnBeat(), this, Beat, Beat);
    }

    /// <summary>Whether the process was starved at some moment since a timestamp of the clock.</summary>
    /// <param name="timestamp">What <see cref="TimeProvider.GetTimestamp"/> said when the waiting began.</param>
    public bool WasLateSince(long timestamp)
    {
        lock (gate)
        {
            // A beat that is overdue right now counts as well: it could not run yet to say so.
            return lastLate >= timestamp || time.GetElapsedTime(lastBeat) > Beat + Tolerance;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => timer.Dispose();

    private void OnBeat()
    {
        lock (gate)
        {
            var now = time.GetTimestamp();
            if (time.GetElapsedTime(lastBeat, now) > Beat + Tolerance)
            {
                lastLate = now;
            }

            lastBeat = now;
        }
    }
}
