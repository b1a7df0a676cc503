using EksGrader.Checks.Grading;
using EksGrader.Db.Model;

namespace EksGrader.Db.Submissions;

/// <summary>What a job that wants to grade is told.</summary>
public abstract record GradingStart
{
    private GradingStart()
    {
    }

    /// <summary>Go on: look as number <see cref="Grading.Observations"/> + 1, and hand the result to <see cref="GradingStore.CompleteObservationAsync"/>.</summary>
    /// <param name="Submission">The submission.</param>
    /// <param name="Grading">
    /// Its grading, with the results and flags of the observations before. One that was open is taken up whatever reason was asked for:
    /// go by its own <see cref="Grading.Reason"/> and <see cref="Grading.AssignmentVersion"/>.
    /// </param>
    public sealed record Go(Submission Submission, Grading Grading) : GradingStart;

    /// <summary>An older submission of the same student goes first. Its end starts this one.</summary>
    /// <param name="Older">The older one.</param>
    public sealed record Wait(SubmissionId Older) : GradingStart;

    /// <summary>Settling, and the time of the next observation has not come.</summary>
    /// <param name="At">When it comes.</param>
    public sealed record Early(DateTimeOffset At) : GradingStart;

    /// <summary>There is nothing to do: graded, or unknown.</summary>
    public sealed record Nothing : GradingStart;
}

/// <summary>A report of a grading on its way into the database, and what comes next.</summary>
public sealed record GradingStep
{
    /// <summary>The grading.</summary>
    public required GradingId Grading { get; init; }

    /// <summary>Which look of the grading it is, from 1: <see cref="Grading.Observations"/> + 1 as it was told at the start. Each is stored once.</summary>
    public required int Number { get; init; }

    /// <summary>What the grading comes to with this observation and those before.</summary>
    public required Report Report { get; init; }

    /// <summary>The recording of all observations so far, compressed (<see cref="StoredRecording.MaxBytes"/> at most); null where nothing was recorded.</summary>
    public byte[]? Recording { get; init; }

    /// <summary>
    /// When to look again; null where the grading ends with this observation. Retries and regrades look once, and a grading that a newer
    /// submission waits for ends too: the status of what <see cref="ObservationStored.Now"/> returns tells.
    /// </summary>
    public DateTimeOffset? NextObservationAt { get; init; }

    /// <summary>Until when it may settle; needed with <see cref="NextObservationAt"/>.</summary>
    public DateTimeOffset? SettleUntil { get; init; }

    /// <summary>When a grading that ends is tried again, for what could not be looked at; null for not at all.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>Whether every live check has passed, so that the cluster may be deleted even while the grading goes on.</summary>
    public bool SafeToDelete { get; init; }

    /// <summary>Whether this grading is the one that counts from now on; a regrade that is only shown as a difference is not.</summary>
    public bool Counts { get; init; } = true;

    /// <summary>The host name that the cluster was reached under, once it is known.</summary>
    public string? ServerHost { get; init; }
}

/// <summary>What became of an observation.</summary>
public abstract record ObservationStored
{
    private ObservationStored()
    {
    }

    /// <summary>It is stored.</summary>
    /// <param name="Submission">The submission as it is now.</param>
    /// <param name="Next">A submission of the same student that waited for this one and whose job is to be scheduled now, if any; null while this one settles.</param>
    public sealed record Now(Submission Submission, SubmissionId? Next) : ObservationStored;

    /// <summary>It was stored before, or the grading was ended meanwhile (a newer submission). Nothing was changed.</summary>
    public sealed record Before : ObservationStored;
}

/// <summary>A submission that something should have happened to by now.</summary>
/// <param name="Submission">The submission.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="NextStepAt">When it should have.</param>
public sealed record Overdue(SubmissionId Submission, SubmissionStatus Status, DateTimeOffset NextStepAt);
