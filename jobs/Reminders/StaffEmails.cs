using EksGrader.Db.Model;
using EksGrader.Db.Reminders;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Mail;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace EksGrader.Jobs.Reminders;

/// <summary>A text for those who teach.</summary>
/// <param name="Subject">Its subject, one line.</param>
/// <param name="Text">The text below.</param>
internal sealed record StaffText(string Subject, string Text);

/// <summary>A course as those texts name it.</summary>
/// <param name="Course">The course.</param>
/// <param name="Settings">How it reminds.</param>
/// <param name="Zone">Its time zone.</param>
internal sealed record StaffCourse(Course Course, CourseReminders Settings, DateTimeZone Zone);

/// <summary>Words what instructors get, each in their own language, and the course's webhook in the course's.</summary>
internal sealed class StaffEmails(EksGraderDb db, WebhookSeal seal, LateTexts late, DigestTexts digests)
{
    // A channel is read by the way; an e-mail is kept.
    private const int LinesOfWebhook = 8;
    private const int LinesOfEmail = 50;

    /// <summary>Words some reminders of courses.</summary>
    public async Task WriteAsync(IReadOnlyList<Reminder> reminders, IDictionary<ReminderId, Written> written, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var reminder in reminders)
        {
            var row = await db.Courses.AsNoTracking().FirstAsync(c => c.Id == reminder.CourseId, cancellationToken);
            var settings = await db.CourseReminders.AsNoTracking().FirstOrDefaultAsync(c => c.CourseId == reminder.CourseId, cancellationToken);
            var course = new StaffCourse(row, settings ?? new CourseReminders(row.Id), DateTimeZoneProviders.Tzdb.GetZoneOrNull(row.TimeZone) ?? DateTimeZone.Utc);
            written[reminder.Id] = !course.Settings.On ? new Written.Senseless("reminders are off")
                : await IsTimelyByNowAsync(reminder, cancellationToken) ? new Written.Senseless("it is not late any more")
                : reminder.Channel == ReminderChannel.Webhook ? await ForWebhookAsync(reminder, course, now, cancellationToken)
                : await ForPersonAsync(reminder, course, now, cancellationToken);
        }
    }

    // The due date was moved since: no student is accused of what is not so.
    private Task<bool> IsTimelyByNowAsync(Reminder reminder, CancellationToken cancellationToken) =>
        db.Submissions.AnyAsync(s => s.Id == reminder.SubmissionId && !s.Late, cancellationToken);

    private async Task<Written> ForWebhookAsync(Reminder reminder, StaffCourse course, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (course.Settings.Webhook is not { } webhook)
            return new Written.Senseless("the webhook was removed");
        if (seal.Open(course.Course.Id, webhook) is not { } address)
            return new Written.Senseless("the webhook's key is gone: enter its address again");
        var text = await TextAsync(reminder, course, new EmailText(ReminderTexts.CultureOf(course.Settings.Language)), LinesOfWebhook, now, cancellationToken);
        return new Written.Fit(new Outgoing(reminder.Id, Email: null, address, $"{text.Subject}\n{text.Text.TrimEnd()}"));
    }

    private async Task<Written> ForPersonAsync(Reminder reminder, StaffCourse course, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var teaches = db.Memberships.Where(m => m.CourseId == reminder.CourseId && m.Role == CourseRole.Instructor).Select(m => m.UserId);
        if (await db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Id == reminder.UserId && teaches.Contains(u.Id), cancellationToken) is not { } user)
            return new Written.Senseless("teaches the course no more");
        var letter = new EmailText(ReminderTexts.CultureOf(user.Language ?? course.Settings.Language));
        letter.Say("Hello", EmailText.Safe(user.Name)).Line();
        var text = await TextAsync(reminder, course, letter, LinesOfEmail, now, cancellationToken);
        var why = new EmailText(ReminderTexts.CultureOf(user.Language ?? course.Settings.Language)).Line().Line("--").Say("WhyStaff", EmailText.Safe(course.Course.Title));
        return new Written.Fit(new Outgoing(reminder.Id, new EmailMessage(user.Email, EmailText.Safe(user.Name, 200), text.Subject, text.Text + why) { Id = reminder.Id }, Webhook: null, Text: ""));
    }

    private Task<StaffText> TextAsync(Reminder reminder, StaffCourse course, EmailText text, int lines, DateTimeOffset now, CancellationToken cancellationToken) =>
        reminder.Kind == ReminderKind.LateSubmission
            ? late.WriteAsync(reminder, course, text, cancellationToken)
            : digests.WriteAsync(reminder, course, text, lines, now, cancellationToken);
}
