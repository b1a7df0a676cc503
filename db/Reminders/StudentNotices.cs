using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Db.Reminders;

/// <summary>Tells students what was changed or written for them. Each goes into the outbox in the transaction that changes it; none where the course sends nothing.</summary>
public static class StudentNotices
{
    /// <summary>How long a change of points waits for more of them: an instructor who corrects several checks causes one e-mail.</summary>
    public static readonly TimeSpan PointsSettle = TimeSpan.FromMinutes(10);

    /// <summary>How long an extension waits: one that was a slip is taken back by then.</summary>
    public static readonly TimeSpan ExtensionSettles = TimeSpan.FromMinutes(2);

    /// <summary>Those who teach have just written in an appeal.</summary>
    public static async Task AnsweredAsync(EksGraderDb db, Appeal appeal, StudentId student, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await IsOnAsync(db, appeal.CourseId, cancellationToken))
            db.Reminders.Add(Reminder.OfAnswer(Id.New<ReminderId>(time), appeal, student, time.GetUtcNow()));
    }

    /// <summary>The score of a submission has changed; nothing where it is what it was.</summary>
    /// <param name="db">The database.</param>
    /// <param name="submission">The submission, changed.</param>
    /// <param name="before">Its score before.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    public static async Task PointsAsync(EksGraderDb db, Submission submission, decimal? before, TimeProvider time, CancellationToken cancellationToken)
    {
        if (submission.Score == before || !await IsOnAsync(db, submission.CourseId, cancellationToken))
            return;

        // One that waits tells of this change too, from the score before the first.
        var waits = await db.Reminders.AnyAsync(r => r.SubmissionId == submission.Id && r.Kind == ReminderKind.PointsChanged && r.State == ReminderState.Waiting, cancellationToken);
        if (!waits)
            db.Reminders.Add(Reminder.OfPoints(Id.New<ReminderId>(time), submission, before, time.GetUtcNow() + PointsSettle));
    }

    /// <summary>A due date was moved, for one student or for all of the roster.</summary>
    public static async Task ExtendedAsync(EksGraderDb db, CourseId course, Extension extension, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!await IsOnAsync(db, course, cancellationToken))
            return;
        var students = extension.StudentId is { } one
            ? [one]
            : await db.Students.Where(s => s.CourseId == course && s.LeftAt == null).OrderBy(s => s.Number).Select(s => s.Id).ToListAsync(cancellationToken);
        var at = time.GetUtcNow() + ExtensionSettles;
        db.Reminders.AddRange(students.Select(s => Reminder.OfExtension(Id.New<ReminderId>(time), course, extension, s, at)));
    }

    private static async Task<bool> IsOnAsync(EksGraderDb db, CourseId course, CancellationToken cancellationToken) =>
        !await db.CourseReminders.AnyAsync(c => c.CourseId == course && !c.On, cancellationToken);
}
