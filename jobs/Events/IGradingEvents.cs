using EksGrader.Checks.Grading;
using EksGrader.Db.Model;

namespace EksGrader.Jobs.Events;

/// <summary>
/// Verdicts as they fall. The rows are the truth; what goes through here only comes sooner, and within this process. Telling
/// never waits for the listeners.
/// </summary>
public interface IGradingEvents
{
    /// <summary>A verdict fell, and counts as things stand.</summary>
    void Tell(SubmissionId submission, CheckResult result);

    /// <summary>The rows of a submission changed.</summary>
    void Wake(SubmissionId submission);

    /// <summary>Verdicts that fell in an observation which is not stored yet; empty where another process looks.</summary>
    IReadOnlyList<CheckResult> Fallen(SubmissionId submission);

    /// <summary>
    /// Follows a submission: the verdicts known already, then those that fall, at the end <see cref="GradingEvent.Graded"/>. A submission
    /// that does not exist has no events. Works also while another process grades, some seconds later then.
    /// </summary>
    IAsyncEnumerable<GradingEvent> WatchAsync(SubmissionId submission, CancellationToken cancellationToken);
}

/// <summary>What a watcher of a submission is told.</summary>
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
