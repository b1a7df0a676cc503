using EksGrader.Checks.Clusters;

namespace EksGrader.Tests.Real.Grading;

/// <summary>The real clock, but for one thing: the pause before a witness is asked a second time is over at once.</summary>
internal sealed class ImpatientTime : TimeProvider
{
    /// <summary>How often there was such a pause.</summary>
    public int Pauses { get; private set; }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var isPause = dueTime == Cluster.SecondReadAfter;
        Pauses += isPause ? 1 : 0;
        return base.CreateTimer(callback, state, isPause ? TimeSpan.Zero : dueTime, period);
    }
}
