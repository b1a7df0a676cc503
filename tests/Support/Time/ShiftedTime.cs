namespace EksGrader.Tests.Support.Time;

/// <summary>The system's clock, put forward as a test wants; timers run as ever.</summary>
public sealed class ShiftedTime : TimeProvider
{
    private long shift;

    public void PutForward(TimeSpan by) => Interlocked.Add(ref shift, by.Ticks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref shift));
}
