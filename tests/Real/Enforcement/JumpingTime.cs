namespace EksGrader.Tests.Real.Enforcement;

/// <summary>The real clock, ahead by as much as a test has jumped.</summary>
internal sealed class JumpingTime : TimeProvider
{
    private long ahead;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref ahead));

    public void Jump(TimeSpan by) => Interlocked.Add(ref ahead, by.Ticks);
}
