using EksGrader.Checks.Assignments;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Integrity;
using EksGrader.Db.Model;
using EksGrader.Db.Submissions;
using NodaTime;

namespace EksGrader.Jobs.Gradings;

/// <summary>All that a job needs to know to take one more observation: rebuilt from the rows, so that it goes on after any restart.</summary>
public sealed record GradingCase
{
    /// <summary>The submission.</summary>
    public required Submission Submission { get; init; }

    /// <summary>The open grading.</summary>
    public required Grading Grading { get; init; }

    /// <summary>The assignment in the version that is graded by.</summary>
    public required KnownAssignment Known { get; init; }

    /// <summary>What the observations so far came to.</summary>
    public required Settling Settling { get; init; }

    /// <summary>What was seen so far, by the gradings before this one too.</summary>
    public required Recording Recording { get; init; }

    /// <summary>What earlier gradings came to; empty at the first.</summary>
    public required IReadOnlyDictionary<CheckId, Verdict> Before { get; init; }

    /// <summary>Integrity flags known so far.</summary>
    public required IReadOnlyList<IntegrityFlag> Flags { get; init; }

    /// <summary>Until when an instructor extended the due date for the student; null where none did.</summary>
    public required Instant? Extension { get; init; }

    /// <summary>The deletion deadline as it stands.</summary>
    public required LeaseDeadline Deadline { get; init; }

    /// <summary>Which checks need the cluster alive.</summary>
    public required LiveChecks Live { get; init; }

    /// <summary>
    /// Since when the submission has waited for others than its own student: what went by while the student's earlier submissions were looked at
    /// is a wait of their own making, and no fault of the grader's.
    /// </summary>
    public required DateTimeOffset WaitsSince { get; init; }

    /// <summary>When the first observation was made; null where none is recorded yet.</summary>
    public required DateTimeOffset? FirstObservedAt { get; init; }

    /// <summary>The assignment.</summary>
    public Assignment Assignment => Known.Assignment;

    /// <summary>The checks that the next observation is for.</summary>
    public IReadOnlyList<AssignedCheck> Which => Settling.Outstanding;

    /// <summary>The facts of the submission as they stand now.</summary>
    public SubmissionTarget Target => new()
    {
        SubmittedAt = Submission.SubmittedAt,
        DueAt = Known.Deadlines.Due(Extension)?.ToDateTimeOffset(),
        DeleteBy = Deadline.At.ToDateTimeOffset(),
        KeepUntil = Deadline.KeepUntil?.ToDateTimeOffset(),
        TimeZone = Known.Deadlines.Zone.Id,
        LoadBalancerAddress = Submission.LoadBalancerAddress,
        Answers = Submission.Answers,
        ClusterName = Submission.ClusterName,
        Region = Submission.Region,
        HasAwsAccess = Submission.HasAwsAccess,
    };

    /// <summary>The recording, compressed; null where nothing was recorded.</summary>
    internal byte[]? Pack() => Recording.Observations.Count > 0 ? RecordingFile.Pack(Recording) : null;

    /// <summary>What is stored of a grading that ends with a report.</summary>
    internal GradingStep EndWith(Report report, byte[]? packed, DateTimeOffset now) => new()
    {
        Grading = Grading.Id,
        Number = Grading.Observations + 1,
        Report = report,
        Recording = packed,
        RetryAt = VerdictPolicy.RetryAt(this, report, now),
    };
}
