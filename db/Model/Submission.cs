using EksGrader.Checks.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EksGrader.Db.Model;

/// <summary>
/// What a student submitted. <c>Queued → Grading → Settling → Graded</c>, every step by a method here; a step that the status does not
/// allow throws. At most one submission of a student and assignment is grading or settling at a time: the database has a unique index
/// that says so.
/// </summary>
public sealed class Submission : IVersioned
{
    private readonly List<Override> overrides = [];

    private Submission(
        SubmissionId id, CourseId courseId, AssignmentId assignmentId, int assignmentVersion, StudentId studentId, int number, AccessKind accessKind)
    {
        Id = id;
        CourseId = courseId;
        AssignmentId = assignmentId;
        AssignmentVersion = assignmentVersion;
        StudentId = studentId;
        Number = number;
        AccessKind = accessKind;
    }

    /// <summary>Its id.</summary>
    public SubmissionId Id { get; private set; }

    /// <summary>The course.</summary>
    public CourseId CourseId { get; private set; }

    /// <summary>The assignment.</summary>
    public AssignmentId AssignmentId { get; private set; }

    /// <summary>The version of the assignment that it was submitted for.</summary>
    public int AssignmentVersion { get; private set; }

    /// <summary>The student.</summary>
    public StudentId StudentId { get; private set; }

    /// <summary>Its number among this student's for this assignment, from 1.</summary>
    public int Number { get; private set; }

    /// <summary>Where it stands.</summary>
    public SubmissionStatus Status { get; private set; } = SubmissionStatus.Queued;

    /// <summary>When it was taken.</summary>
    public DateTimeOffset SubmittedAt { get; private set; }

    /// <summary>When it was first tried, where that was refused and corrected within 15 minutes.</summary>
    public DateTimeOffset? FirstTriedAt { get; private set; }

    /// <summary>The time that lateness is judged by.</summary>
    public DateTimeOffset CountedAt => FirstTriedAt ?? SubmittedAt;

    /// <summary>Whether it came after the student's due date.</summary>
    public bool Late { get; private set; }

    /// <summary>The load balancer's host name that the student gave, if any.</summary>
    public string? LoadBalancerAddress { get; private set; }

    /// <summary>What the student answered to what the checks ask, by <c>CHECK.NAME</c>.</summary>
    public IReadOnlyDictionary<string, string> Answers { get; private set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The way of access.</summary>
    public AccessKind AccessKind { get; private set; }

    /// <summary>Whether AWS can be asked.</summary>
    public bool HasAwsAccess { get; private set; }

    /// <summary>The AWS region, where it is known.</summary>
    public string? Region { get; private set; }

    /// <summary>The EKS cluster's name, where it is known.</summary>
    public string? ClusterName { get; private set; }

    /// <summary>The role that is assumed, if any.</summary>
    public string? RoleArn { get; private set; }

    /// <summary>The host name of the Kubernetes API, once it is known.</summary>
    public string? ServerHost { get; private set; }

    /// <summary>The lease on its cluster, once there is one.</summary>
    public LeaseId? LeaseId { get; private set; }

    /// <summary>From when on the cluster may be deleted without harm to the grade; null while it must stay.</summary>
    public DateTimeOffset? SafeToDeleteAt { get; private set; }

    /// <summary>
    /// When something must happen next: the first observation, the next observation of settling, a retry; while an observation runs, when it is given up for
    /// lost. Null where nothing is awaited, or where an older submission goes first. The sweep for lost jobs reads this alone.
    /// </summary>
    public DateTimeOffset? NextStepAt { get; private set; }

    /// <summary>How many gradings it had.</summary>
    public int GradingCount { get; private set; }

    /// <summary>The grading that counts; null before the first observation.</summary>
    public GradingId? CountingGradingId { get; private set; }

    /// <summary>The points that are there, overrides included; null before the first observation.</summary>
    public decimal? Score { get; private set; }

    /// <summary>The points of every check; null before the first observation.</summary>
    public decimal? MaxScore { get; private set; }

    /// <summary>What the grade rests on: the lowest of its checks that have a second witness; null where none has, or nothing was looked at.</summary>
    public Assurance? Assurance { get; private set; }

    /// <summary>Whether the grade stands: graded, and no check is unknown or pending without an override.</summary>
    public bool Final { get; private set; }

    /// <summary>Points that instructors gave, those taken back included.</summary>
    public IReadOnlyCollection<Override> Overrides => overrides;

    /// <inheritdoc/>
    public int RowVersion { get; private set; }

    /// <summary>Takes a submission into the queue.</summary>
    /// <param name="handIn">What was submitted.</param>
    /// <param name="id">Its id.</param>
    /// <param name="number">Its number among the student's, from 1.</param>
    /// <param name="at">When it was taken.</param>
    /// <param name="firstTriedAt">When it was first tried, if a corrected submission keeps it.</param>
    public static Submission Take(NewSubmission handIn, SubmissionId id, int number, DateTimeOffset at, DateTimeOffset? firstTriedAt)
    {
        var submission = new Submission(id, handIn.CourseId, handIn.AssignmentId, handIn.AssignmentVersion, handIn.StudentId, number, handIn.Access.Kind)
        {
            SubmittedAt = at,
            FirstTriedAt = firstTriedAt,
            Late = handIn.IsLate(firstTriedAt ?? at),
            // One spelling, so that the same address of two students is found.
            LoadBalancerAddress = Checks.Clusters.LoadBalancerAddress.NameIn(handIn.LoadBalancerAddress),
            Answers = handIn.Answers,
            ServerHost = handIn.Access.ServerHost,
            NextStepAt = at,
        };
        submission.RenewAccess(handIn.Access);
        return submission;
    }

    /// <summary>Begins a grading: the first of a queued submission, or a later one of a graded submission.</summary>
    /// <param name="id">The grading's id.</param>
    /// <param name="reason">Why; a retry or a regrade leaves the status as it is.</param>
    /// <param name="at">When it begins.</param>
    /// <param name="limit">After how long without a stored observation it is given up for lost.</param>
    /// <param name="assignmentVersion">The version of the assignment to grade by; null for the submission's own.</param>
    /// <exception cref="InvalidOperationException">The status does not allow it.</exception>
    public Grading StartGrading(GradingId id, GradingReason reason, DateTimeOffset at, TimeSpan limit, int? assignmentVersion = null)
    {
        Require(reason == GradingReason.First ? Status == SubmissionStatus.Queued : Status == SubmissionStatus.Graded, $"start grading ({reason})");
        if (reason is GradingReason.First or GradingReason.Look or GradingReason.Anew)
        {
            Status = SubmissionStatus.Grading;
            Final = false;
        }

        NextStepAt = at + limit;
        return new Grading(id, Id, ++GradingCount, reason, assignmentVersion ?? AssignmentVersion, at);
    }

    /// <summary>A job has taken the submission up again: it is not lost until the limit has passed once more.</summary>
    public void Resume(DateTimeOffset at, TimeSpan limit) => NextStepAt = at + limit;

    /// <summary>An observation was stored, and another one will follow.</summary>
    /// <exception cref="InvalidOperationException">It is not being graded.</exception>
    public void Settle(DateTimeOffset nextLookAt)
    {
        Require(Status is SubmissionStatus.Grading or SubmissionStatus.Settling, "settle");
        Status = SubmissionStatus.Settling;
        NextStepAt = nextLookAt;
    }

    /// <summary>The grading is over. The cluster is no longer needed for it.</summary>
    /// <exception cref="InvalidOperationException">It is not being graded.</exception>
    public void Finish(DateTimeOffset at, DateTimeOffset? retryAt)
    {
        Require(Status != SubmissionStatus.Queued, "finish");
        Status = SubmissionStatus.Graded;
        NextStepAt = retryAt;
        AllowDeletion(at);
    }

    /// <summary>Waits behind an older submission of the same student: the end of that one wakes this one.</summary>
    public void WaitBehindOlder()
    {
        Require(Status == SubmissionStatus.Queued, "wait");
        NextStepAt = null;
    }

    /// <summary>The older submission is done: this one's turn.</summary>
    public void Wake(DateTimeOffset at)
    {
        Require(Status == SubmissionStatus.Queued, "wake");
        NextStepAt = at;
    }

    /// <summary>From now on the cluster may be deleted without harm to the grade. Said once, it stays.</summary>
    public void AllowDeletion(DateTimeOffset at) => SafeToDeleteAt ??= at;

    /// <summary>The cluster was reached under this name.</summary>
    public void FoundAt(string serverHost) => ServerHost = serverHost;

    /// <summary>Puts the submission under the lease of its cluster.</summary>
    public void PutUnder(LeaseId lease) => LeaseId = lease;

    /// <summary>The access to its cluster, the very same one, was renewed.</summary>
    public void RenewAccess(AccessFacts access) =>
        (AccessKind, HasAwsAccess, RoleArn, Region, ClusterName) = (access.Kind, access.HasAwsAccess, access.RoleArn, access.Region ?? Region, access.ClusterName ?? ClusterName);

    /// <summary>The due date was moved: lateness is judged again.</summary>
    public void JudgeLateness(bool late) => Late = late;

    /// <summary>The clock ran ahead and was put back: what it noted meanwhile was earlier. Judge lateness afterwards.</summary>
    public void PutBack(ClockShift shift)
    {
        (SubmittedAt, FirstTriedAt, SafeToDeleteAt) = (shift.Of(SubmittedAt), shift.Of(FirstTriedAt), shift.Of(SafeToDeleteAt));
        NextStepAt = NextStepAt > shift.Now ? shift.Now : NextStepAt;
    }

    /// <summary>The first try was none of this submission's: its cluster was made after it. So the submission's own time counts.</summary>
    /// <param name="late">Whether that is late.</param>
    public void CountFromTaking(bool late) => (FirstTriedAt, Late) = (null, late);

    /// <summary>Gives points by hand; an override of the same check that still holds is taken back first. Recount afterwards.</summary>
    public Override GivePoints(Override given)
    {
        TakeBackPoints(given.Check, given.By, given.At);
        overrides.Add(given);
        return given;
    }

    /// <summary>Takes points that were given by hand back; null where there are none. Recount afterwards.</summary>
    public Override? TakeBackPoints(Checks.Core.CheckId check, string by, DateTimeOffset at)
    {
        var holding = overrides.Find(o => o.Check == check && o.Holds);
        holding?.TakeBack(by, at);
        return holding;
    }

    /// <summary>Makes a grading the one that counts, and adds its points up with the overrides that hold. Load both before.</summary>
    public void Count(Grading grading)
    {
        CountingGradingId = grading.Id;
        MaxScore = grading.MaxScore;
        Score = grading.Checks.Sum(c => Given(c) ?? c.Points ?? 0);
        Assurance = grading.Checks.Min(c => c.Assurance);
        Final = Status == SubmissionStatus.Graded && grading.Checks.All(c => c.IsKnown || Given(c) is not null);
    }

    private decimal? Given(GradedCheck check) => overrides.Find(o => o.Check == check.Check && o.Holds)?.Points;

    private void Require(bool allowed, string step)
    {
        if (!allowed)
        {
            throw new InvalidOperationException($"Submission {Id} is {Status} and cannot {step}.");
        }
    }
}

internal sealed class SubmissionTable : IEntityTypeConfiguration<Submission>
{
    public void Configure(EntityTypeBuilder<Submission> builder)
    {
        builder.HasKey(s => s.Id);
        builder.HasIndex(s => new { s.AssignmentId, s.StudentId, s.Number }).IsUnique();
        builder.Property(s => s.Answers).HasConversion<TextsConverter, TextsComparer>();
        builder.HasIndex(s => s.NextStepAt).HasFilter("\"NextStepAt\" IS NOT NULL");

        // One grading at a time of a student and assignment, whatever the program believes.
        builder.HasIndex(s => new { s.AssignmentId, s.StudentId }, "IX_Submissions_OneAtATime").IsUnique().HasFilter("\"Status\" IN ('Grading', 'Settling')");

        // The few whose cluster was never seen alive, found without reading the many under a lease.
        builder.HasIndex(s => s.Id, "IX_Submissions_NoLease").HasFilter("\"LeaseId\" IS NULL");

        builder.HasOne<Course>().WithMany().HasForeignKey(s => s.CourseId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<AssignmentVersion>().WithMany().HasForeignKey(s => new { s.AssignmentId, s.AssignmentVersion }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Student>().WithMany().HasForeignKey(s => s.StudentId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Lease>().WithMany().HasForeignKey(s => s.LeaseId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Grading>().WithMany().HasForeignKey(s => s.CountingGradingId).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(s => s.Overrides).WithOne().HasForeignKey(o => o.SubmissionId).OnDelete(DeleteBehavior.Restrict);
    }
}

/// <summary>Where a submission stands.</summary>
public enum SubmissionStatus
{
    /// <summary>Its grading has not begun; it may wait behind an older one of the same student.</summary>
    Queued,

    /// <summary>A grading looks at the cluster for the first time.</summary>
    Grading,

    /// <summary>It was looked at, and is looked at again until what may still come true has, or the time for it is over.</summary>
    Settling,

    /// <summary>Looked at; later gradings (retries, regrades) leave this status as it is.</summary>
    Graded,
}
