namespace EksGrader.Tests.Support.Time;

/// <summary>The system's clock, ahead by as much as a test says; timers run as ever.</summary>
/// <param name="ahead">How far ahead it begins; may be negative.</param>
public sealed class ShiftedTime(TimeSpan ahead = default) : TimeProvider
{
    private long ahead = ahead.Ticks;

    /// <summary>A clock that shows this time now, and goes on from there.</summary>
    public static ShiftedTime To(DateTimeOffset now) => new(now - System.GetUtcNow());

    public void PutForward(TimeSpan by) => Interlocked.Add(ref ahead, by.Ticks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref ahead));
}
