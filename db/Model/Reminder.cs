using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EksGrader.Db.Model;

/// <summary>
/// One message to one person or channel: a row of the outbox, and after that the mark that it was sent. <see cref="Key"/> is unique, so
/// that whatever runs twice, dies or starts anew, the same reminder is there once; a row is sent at most once (docs/decisions/0014).
/// </summary>
public sealed class Reminder : IVersioned
{
    private Reminder(ReminderId id, CourseId courseId, ReminderKind kind, int number, ReminderChannel channel, string key, DateTimeOffset dueAt)
    {
        Id = id;
        CourseId = courseId;
        Kind = kind;
        Number = number;
        Channel = channel;
        Key = key;
        DueAt = dueAt;
        NextTryAt = dueAt;
    }

    /// <summary>Its id; also what the message carries, so that a repeat could be told.</summary>
    public ReminderId Id { get; private set; }

    /// <summary>The course.</summary>
    public CourseId CourseId { get; private set; }

    /// <summary>What it is about.</summary>
    public ReminderKind Kind { get; private set; }

    /// <summary>Its number within its kind: the hour after the deadline, the message of the appeal; 0 for kinds that there is one of.</summary>
    public int Number { get; private set; }

    /// <summary>The way it goes.</summary>
    public ReminderChannel Channel { get; private set; }

    /// <summary>What makes it the same reminder; unique.</summary>
    public string Key { get; private set; }

    /// <summary>The lease that it is about; null where it is about none.</summary>
    public LeaseId? LeaseId { get; private set; }

    /// <summary>The lease's deadline, or the due date, when it was made; null where it is about neither.</summary>
    public DateTimeOffset? Deadline { get; private set; }

    /// <summary>The submission that it is about; null where it is about none.</summary>
    public SubmissionId? SubmissionId { get; private set; }

    /// <summary>The student that it goes to; null where the lease says so, and where it goes to no student.</summary>
    public StudentId? StudentId { get; private set; }

    /// <summary>The assignment that it is about; null where it is about none, or the lease or the submission says so.</summary>
    public AssignmentId? AssignmentId { get; private set; }

    /// <summary>The appeal that it is about; null where it is about none.</summary>
    public AppealId? AppealId { get; private set; }

    /// <summary>The extension that it is about; null where it is about none.</summary>
    public ExtensionId? ExtensionId { get; private set; }

    /// <summary>The submission's score before it was changed; null where it is about no change, or there was none.</summary>
    public decimal? ScoreBefore { get; private set; }

    /// <summary>To whom of those who teach; null for students, and for a webhook.</summary>
    public UserId? UserId { get; private set; }

    /// <summary>When it was due.</summary>
    public DateTimeOffset DueAt { get; private set; }

    /// <summary>Where it stands.</summary>
    public ReminderState State { get; private set; } = ReminderState.Waiting;

    /// <summary>How often it was tried.</summary>
    public int Tries { get; private set; }

    /// <summary>When it is tried next; null unless it waits.</summary>
    public DateTimeOffset? NextTryAt { get; private set; }

    /// <summary>Since when it is being sent; null unless it is.</summary>
    public DateTimeOffset? SendingSince { get; private set; }

    /// <summary>When it was sent, dropped or given up; null before.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Why it was not sent, in a few words: what the server said last, or why it makes no sense any more. No secret.</summary>
    public string? Said { get; private set; }

    /// <inheritdoc/>
    public int RowVersion { get; private set; }

    /// <summary>A reminder to the student of a lease. That of its start is there once; the others once for each deadline that the lease has had.</summary>
    public static Reminder ToStudent(ReminderId id, Lease lease, ReminderKind kind, int number, DateTimeOffset dueAt) =>
        new(id, lease.CourseId, kind, number, ReminderChannel.Email, KeyOf(lease.Id, kind == ReminderKind.Start ? null : lease.Deadline, kind, number), dueAt)
        {
            LeaseId = lease.Id,
            Deadline = lease.Deadline,
        };

    /// <summary>A message to the instructors about a late submission.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="submission">The submission.</param>
    /// <param name="user">To whom; null for the course's webhook.</param>
    public static Reminder OfLateSubmission(ReminderId id, Submission submission, UserId? user) =>
        new(id, submission.CourseId, ReminderKind.LateSubmission, 0, ChannelOf(user), $"submission {submission.Id} late {user}", submission.SubmittedAt)
        {
            SubmissionId = submission.Id,
            UserId = user,
        };

    /// <summary>A digest or a summary of a course.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="course">The course.</param>
    /// <param name="kind"><see cref="ReminderKind.Digest"/> or <see cref="ReminderKind.Summary"/>.</param>
    /// <param name="dueAt">When it is due; there is one for each such time.</param>
    /// <param name="user">To whom; null for the course's webhook.</param>
    public static Reminder OfCourse(ReminderId id, CourseId course, ReminderKind kind, DateTimeOffset dueAt, UserId? user) =>
        new(id, course, kind, 0, ChannelOf(user), $"course {course} {kind} {Stamp(dueAt)} {user}", dueAt) { UserId = user };

    /// <summary>Those who teach wrote in an appeal: once for each message.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="appeal">The appeal, its newest message being the one.</param>
    /// <param name="student">The student.</param>
    /// <param name="at">When it was written.</param>
    public static Reminder OfAnswer(ReminderId id, Appeal appeal, StudentId student, DateTimeOffset at) =>
        new(id, appeal.CourseId, ReminderKind.AppealAnswered, appeal.MessageCount, ReminderChannel.Email, string.Create(CultureInfo.InvariantCulture, $"appeal {appeal.Id} {appeal.MessageCount}"), at)
        {
            AppealId = appeal.Id,
            SubmissionId = appeal.SubmissionId,
            StudentId = student,
        };

    /// <summary>The points of a submission were changed.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="submission">The submission.</param>
    /// <param name="before">Its score before.</param>
    /// <param name="dueAt">When it is told: a little later, so that several changes are one message.</param>
    public static Reminder OfPoints(ReminderId id, Submission submission, decimal? before, DateTimeOffset dueAt) =>
        new(id, submission.CourseId, ReminderKind.PointsChanged, 0, ReminderChannel.Email, $"submission {submission.Id} points {Stamp(dueAt)}", dueAt)
        {
            SubmissionId = submission.Id,
            StudentId = submission.StudentId,
            ScoreBefore = before,
        };

    /// <summary>The due date of a student was moved.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="course">The course.</param>
    /// <param name="extension">The extension.</param>
    /// <param name="student">The student.</param>
    /// <param name="dueAt">When it is told.</param>
    public static Reminder OfExtension(ReminderId id, CourseId course, Extension extension, StudentId student, DateTimeOffset dueAt) =>
        new(id, course, ReminderKind.Extension, 0, ReminderChannel.Email, $"extension {extension.Id} {student}", dueAt)
        {
            ExtensionId = extension.Id,
            AssignmentId = extension.AssignmentId,
            StudentId = student,
        };

    /// <summary>A student has not submitted, and the due date is a day away: once for each due date.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="course">The course.</param>
    /// <param name="assignment">The assignment.</param>
    /// <param name="student">The student.</param>
    /// <param name="due">The student's due date.</param>
    /// <param name="dueAt">When it is told.</param>
    public static Reminder OfDueDate(ReminderId id, CourseId course, AssignmentId assignment, StudentId student, DateTimeOffset due, DateTimeOffset dueAt) =>
        new(id, course, ReminderKind.DueTomorrow, 0, ReminderChannel.Email, $"assignment {assignment} {student} due {Stamp(due)}", dueAt)
        {
            AssignmentId = assignment,
            StudentId = student,
            Deadline = due,
        };

    /// <summary>The key of a reminder to the student of a lease.</summary>
    public static string KeyOf(LeaseId lease, DateTimeOffset? deadline, ReminderKind kind, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"lease {lease} {(deadline is { } at ? Stamp(at) : "")} {kind} {number}");

    /// <summary>Takes it in hand: until it is marked otherwise its outcome is unknown.</summary>
    public void Begin(DateTimeOffset at)
    {
        Require(ReminderState.Waiting);
        (State, SendingSince, NextTryAt) = (ReminderState.Sending, at, null);
        Tries++;
    }

    /// <summary>The server took it. That counts also where it had been given up for uncertain.</summary>
    public void Sent(DateTimeOffset at)
    {
        Require(ReminderState.Sending, ReminderState.Unsure);
        End(ReminderState.Sent, at, said: null);
    }

    /// <summary>It was not begun after all; it waits as before.</summary>
    public void PutBack(DateTimeOffset at)
    {
        Require(ReminderState.Sending);
        (State, SendingSince, NextTryAt) = (ReminderState.Waiting, null, at);
        Tries--;
    }

    /// <summary>It must not be said yet.</summary>
    public void PutOff(DateTimeOffset until)
    {
        Require(ReminderState.Waiting);
        NextTryAt = until;
    }

    /// <summary>The server did not take it, and may later.</summary>
    public void TryAgain(DateTimeOffset at, string said)
    {
        Require(ReminderState.Sending);
        (State, SendingSince, NextTryAt, Said) = (ReminderState.Waiting, null, at, said);
    }

    /// <summary>It is unknown whether the server took it.</summary>
    public void LoseTrack(DateTimeOffset at, string said)
    {
        Require(ReminderState.Sending);
        End(ReminderState.Unsure, at, said);
    }

    /// <summary>The server will not take it.</summary>
    public void Fail(DateTimeOffset at, string said)
    {
        Require(ReminderState.Sending);
        End(ReminderState.Failed, at, said);
    }

    /// <summary>It makes no sense any more.</summary>
    public void Drop(DateTimeOffset at, string why)
    {
        Require(ReminderState.Waiting);
        End(ReminderState.Dropped, at, why);
    }

    private static ReminderChannel ChannelOf(UserId? user) => user is null ? ReminderChannel.Webhook : ReminderChannel.Email;

    private static string Stamp(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss.ffffff", CultureInfo.InvariantCulture);

    private void End(ReminderState state, DateTimeOffset at, string? said) =>
        (State, SendingSince, NextTryAt, EndedAt, Said) = (state, null, null, at, said);

    private void Require(params ReadOnlySpan<ReminderState> states)
    {
        if (!states.Contains(State))
            throw new InvalidOperationException($"Reminder {Id} is {State}.");
    }
}

internal sealed class ReminderTable : IEntityTypeConfiguration<Reminder>
{
    public void Configure(EntityTypeBuilder<Reminder> builder)
    {
        builder.HasKey(r => r.Id);
        builder.HasIndex(r => r.Key).IsUnique();
        builder.HasIndex(r => r.LeaseId);
        builder.HasIndex(r => new { r.Channel, r.NextTryAt }, "IX_Reminders_Waiting").HasFilter("\"State\" = 'Waiting'");
        builder.HasIndex(r => r.SendingSince, "IX_Reminders_Sending").HasFilter("\"State\" = 'Sending'");
        builder.HasIndex(r => new { r.CourseId, r.EndedAt });
        builder.HasOne<Course>().WithMany().HasForeignKey(r => r.CourseId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Lease>().WithMany().HasForeignKey(r => r.LeaseId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Submission>().WithMany().HasForeignKey(r => r.SubmissionId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(r => new { r.AssignmentId, r.Kind });
        builder.HasOne<User>().WithMany().HasForeignKey(r => r.UserId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Student>().WithMany().HasForeignKey(r => r.StudentId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<CourseAssignment>().WithMany().HasForeignKey(r => r.AssignmentId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Appeal>().WithMany().HasForeignKey(r => r.AppealId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Extension>().WithMany().HasForeignKey(r => r.ExtensionId).OnDelete(DeleteBehavior.Restrict);
    }
}

/// <summary>How far the reminders of a lease have come, so that the next one is found without reading the earlier ones.</summary>
public sealed class ReminderPlan(LeaseId leaseId, DateTimeOffset deadline) : IVersioned
{
    /// <summary>The lease.</summary>
    public LeaseId LeaseId { get; private set; } = leaseId;

    /// <summary>The deadline that the plan is for.</summary>
    public DateTimeOffset Deadline { get; private set; } = deadline;

    /// <summary>When the lease is thought of next; null for never again, unless its deadline moves.</summary>
    public DateTimeOffset? NextAt { get; private set; } = DateTimeOffset.UnixEpoch;

    /// <inheritdoc/>
    public int RowVersion { get; private set; }

    /// <summary>Thought of: for this deadline, and next then.</summary>
    public void Next(DateTimeOffset deadline, DateTimeOffset? at) => (Deadline, NextAt) = (deadline, at);
}

internal sealed class ReminderPlanTable : IEntityTypeConfiguration<ReminderPlan>
{
    public void Configure(EntityTypeBuilder<ReminderPlan> builder)
    {
        builder.HasKey(p => p.LeaseId);
        builder.HasOne<Lease>().WithMany().HasForeignKey(p => p.LeaseId).OnDelete(DeleteBehavior.Restrict);
    }
}
