using EksGrader.Checks.Grading;
using EksGrader.Db.Model;

namespace EksGrader.Jobs.Events;

/// <summary>What somebody who watches a submission is told.</summary>
public abstract record GradingEvent
{
    private GradingEvent()
    {
    }

    /// <summary>A check has a verdict, or a better one.</summary>
    /// <param name="Result">The result.</param>
    public sealed record Verdict(CheckResult Result) : GradingEvent;

    /// <summary>The submission stands elsewhere than before: it is looked at, settles, waits. What it came to so far was told before this.</summary>
    /// <param name="Version">The version of its row.</param>
    /// <param name="Status">Where it stands.</param>
    public sealed record Moved(int Version, SubmissionStatus Status) : GradingEvent;

    /// <summary>The submission is graded; the last event. What it came to is in the rows.</summary>
    public sealed record Graded : GradingEvent;
}
