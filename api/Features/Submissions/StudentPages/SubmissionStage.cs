using EksGrader.Checks.Core;
using EksGrader.Db.Model;

namespace EksGrader.Api.Features.Submissions.StudentPages;

/// <summary>Where a student is on the way through an assignment.</summary>
public enum Step
{
    /// <summary>Nothing was submitted.</summary>
    Access,

    /// <summary>An access was tried and works, and is not submitted.</summary>
    HandIn,

    /// <summary>The newest attempt is being graded.</summary>
    Graded,

    /// <summary>Graded; the cluster lives.</summary>
    Delete,

    /// <summary>Nothing is left to do.</summary>
    Done,
}

/// <summary>How far a student is.</summary>
/// <param name="At">The step that the student is at.</param>
/// <param name="HasAccess">Whether any access worked.</param>
/// <param name="Text">The key of the sentence that says so.</param>
public sealed record Progress(Step At, bool HasAccess, string Text);

/// <summary>What a student is told about deleting the cluster: a wrong word here costs points or money.</summary>
public enum DeletionAdvice
{
    /// <summary>Nothing was submitted.</summary>
    None,

    /// <summary>Not yet: it is still looked at.</summary>
    Wait,

    /// <summary>It may go without harm to what was won, but an observation goes on that may bring more.</summary>
    LookingAgain,

    /// <summary>An instructor has everything looked at again from nothing: better not now.</summary>
    LookingAnew,

    /// <summary>It may go, but the student's own access kept checks from being looked at: mended first, they still can be.</summary>
    MendFirst,

    /// <summary>It was submitted late, and not every check has passed: it stays for the instructor to look at for a while.</summary>
    KeepForInstructor,

    /// <summary>It may go; something that was no one's fault is looked at once more.</summary>
    RetryComes,

    /// <summary>It may go; points are left that another submission could still bring.</summary>
    MayWithPointsLeft,

    /// <summary>It may go.</summary>
    May,

    /// <summary>It should be gone by now.</summary>
    Overdue,

    /// <summary>An instructor decides what becomes of it.</summary>
    Quarantined,

    /// <summary>It was seen gone, and a few more observations make sure.</summary>
    Confirming,

    /// <summary>It is gone.</summary>
    Gone,

    /// <summary>It is gone, and what it left behind costs money.</summary>
    GoneWithLeftovers,

    /// <summary>An instructor settled it.</summary>
    Settled,

    /// <summary>It may go, and its deletion has begun.</summary>
    Deleting,

    /// <summary>It is gone or settled, but another cluster of the student lives: every one must end.</summary>
    AnotherLives,
}

/// <summary>Judges where a student is. Pure.</summary>
internal static class SubmissionStage
{
    /// <summary>How far the student is, and in which words: no one is told to delete what must stay.</summary>
    /// <param name="page">What there is.</param>
    /// <param name="hasTried">Whether an access was just tried and works.</param>
    /// <param name="isLive">Whether a check is judged while the cluster lives.</param>
    /// <param name="advice">What is said about deleting the cluster.</param>
    /// <param name="isOpen">Whether another hand-in would be taken.</param>
    public static Progress ProgressOf(StudentPageModel page, bool hasTried, Func<string, bool> isLive, DeletionAdvice advice, bool isOpen)
    {
        var hasAccess = hasTried || page.Clusters.Count > 0 || page.Shown?.Checks.Any(c => isLive(c.Check) && c.Outcome != Outcome.Unknown) == true;
        var step = Of(page, hasTried);
        // Graded without a look at anything: the way back to the start is the way on.
        if (step == Step.Delete && !hasAccess && isOpen)
            return new Progress(Step.Access, HasAccess: false, "StepText_AccessAgain");
        return new Progress(step, hasAccess, step == Step.Delete && MustStay(advice) ? "StepText_Keep" : $"StepText_{step}");
    }

    /// <summary>Whether a student is told to keep the cluster.</summary>
    public static bool MustStay(DeletionAdvice advice) =>
        advice is DeletionAdvice.Wait or DeletionAdvice.LookingAgain or DeletionAdvice.LookingAnew or DeletionAdvice.MendFirst or DeletionAdvice.KeepForInstructor;

    /// <summary>Where the student is.</summary>
    /// <param name="page">What there is.</param>
    /// <param name="hasTried">Whether an access was just tried and works.</param>
    public static Step Of(StudentPageModel page, bool hasTried) => page.Newest switch
    {
        null => hasTried ? Step.HandIn : Step.Access,
        { Status: not SubmissionStatus.Graded } => Step.Graded,
        _ when page.Clusters.Count > 0 && page.Clusters.All(c => c.Lease.EndedAt is not null) => Step.Done,
        _ => Step.Delete,
    };

    /// <summary>What is said about deleting the newest attempt's cluster.</summary>
    /// <param name="page">What there is; the newest attempt is shown.</param>
    /// <param name="isLive">Whether a check is judged while the cluster lives.</param>
    /// <param name="isOpen">Whether another submission would be taken.</param>
    /// <param name="now">Now.</param>
    public static DeletionAdvice AdviceOf(StudentPageModel page, Func<string, bool> isLive, bool isOpen, DateTimeOffset now)
    {
        if (page.Newest is not { } newest)
            return DeletionAdvice.None;
        if (ClusterOf(page, newest) is { Lease.EndedAt: not null, IsLive: false } over && !over.Leftovers.Any(l => l.Counts) && page.Clusters.Any(c => c.IsLive && c.Lease.GoneSince is null))
            return DeletionAdvice.AnotherLives;
        switch (ClusterOf(page, newest)?.Lease)
        {
            case { State: LeaseState.Gone }:
                return ClusterOf(page, newest)?.Leftovers.Any(l => l.Counts) == true ? DeletionAdvice.GoneWithLeftovers : DeletionAdvice.Gone;
            case { State: LeaseState.Settled }:
                return DeletionAdvice.Settled;
            case { State: LeaseState.Quarantined }:
                return DeletionAdvice.Quarantined;
            case { GoneSince: not null }:
                return DeletionAdvice.Confirming;
            case { State: LeaseState.Overdue }:
                return DeletionAdvice.Overdue;
        }

        if (newest.SafeToDeleteAt is null)
            return DeletionAdvice.Wait;
        // An observation from nothing takes no earlier verdict for granted, not even one that passed.
        if (newest.Status != SubmissionStatus.Graded && page.OpenReason == GradingReason.Anew)
            return DeletionAdvice.LookingAnew;
        var open = (page.Shown?.Checks ?? []).Where(c => isLive(c.Check) && c.Override is null).ToList();
        if (newest.Status != SubmissionStatus.Graded && open.Exists(c => c.Outcome != Outcome.Passed))
            return DeletionAdvice.LookingAgain;
        if (isOpen && open.Exists(c => c.Outcome == Outcome.Unknown && c.Fault == FaultDomain.Student))
            return DeletionAdvice.MendFirst;
        if (ClusterOf(page, newest)?.Lease.State == LeaseState.Deleting)
            return DeletionAdvice.Deleting;
        if (ClusterOf(page, newest)?.Lease.KeepUntil > now && open.Exists(c => c.Outcome != Outcome.Passed))
            return DeletionAdvice.KeepForInstructor;
        if (newest.NextStepAt is not null && newest.Status == SubmissionStatus.Graded && open.Exists(c => c.Outcome == Outcome.Unknown))
            return DeletionAdvice.RetryComes;
        return PointsLeft.Of(page, isOpen, now) > 0 ? DeletionAdvice.MayWithPointsLeft : DeletionAdvice.May;
    }

    /// <summary>The cluster of an attempt; null where none is known.</summary>
    public static StudentCluster? ClusterOf(StudentPageModel page, Submission submission) => page.Clusters.FirstOrDefault(c => c.Lease.Id == submission.LeaseId);

    /// <summary>Whether something of the attempt that is shown can still change by itself in the next minutes.</summary>
    public static bool IsMoving(StudentPageModel page) => page.Shown is { Submission.Status: not SubmissionStatus.Graded };

    /// <summary>Whether a cluster of the student is watched.</summary>
    public static bool IsWatched(StudentPageModel page) => page.Clusters.Any(c => c.IsLive);
}
