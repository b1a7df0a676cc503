using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Db.Reminders;

/// <summary>Tells the instructors at once of a late submission.</summary>
public static class LateNotices
{
    /// <summary>Puts the messages into the outbox, in the transaction that takes the submission in: there is no late one without a message.</summary>
    public static async Task AddAsync(EksGraderDb db, Submission submission, TimeProvider time, CancellationToken cancellationToken)
    {
        var settings = await db.CourseReminders.AsNoTracking().FirstOrDefaultAsync(c => c.CourseId == submission.CourseId, cancellationToken);
        if (settings is { On: false })
            return;
        foreach (var user in await db.InstructorsOf(submission.CourseId).ToListAsync(cancellationToken))
            db.Reminders.Add(Reminder.OfLateSubmission(Id.New<ReminderId>(time), submission, user));
        if (settings?.Webhook is not null)
            db.Reminders.Add(Reminder.OfLateSubmission(Id.New<ReminderId>(time), submission, user: null));
    }

    /// <summary>The instructors of a course, without assistants.</summary>
    public static IQueryable<UserId> InstructorsOf(this EksGraderDb db, CourseId course) =>
        db.Memberships.Where(m => m.CourseId == course && m.Role == CourseRole.Instructor).OrderBy(m => m.UserId).Select(m => m.UserId);
}
