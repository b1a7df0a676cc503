namespace EksGrader.Tests.Real.Grading;

/// <summary>A clock that runs as the real one does, but shows another time: for what only happens to old objects.</summary>
internal sealed class ShiftedTime(TimeSpan ahead) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + ahead;
}
