using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Db.Submissions;
using EksGrader.Jobs.Gradings;
using EksGrader.Jobs.Mail;
using EksGrader.Jobs.Scheduling;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace EksGrader.Jobs.Reminders;

/// <summary>
/// Puts into the outbox what students get who have submitted nothing a day before the due date, their own where it was moved for them.
/// The rows decide: run twice, late, or cut off anywhere, it comes to the same.
/// </summary>
internal sealed class DueDatePlanner(EksGraderDb db, AssignmentLibrary library, ISmtpPool lines, TimeProvider time) : IRecurringJob
{
    /// <summary>How often it runs.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(5);

    /// <summary>How long before the due date it is told.</summary>
    public static readonly TimeSpan Before = TimeSpan.FromDays(1);

    /// <summary>How late it is still told, such as by a service that was down.</summary>
    public static readonly TimeSpan Latest = TimeSpan.FromHours(6);

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!lines.IsConfigured)
            return;
        var all = await db.Assignments.AsNoTracking()
            .Where(a => a.CurrentVersion > 0 && !db.Courses.Any(c => c.Id == a.CourseId && c.ArchivedAt != null) && !db.CourseReminders.Any(c => c.CourseId == a.CourseId && !c.On))
            .ToListAsync(cancellationToken);
        foreach (var assignment in all)
        {
            if (await TryReadAsync(assignment, cancellationToken) is { } known)
                await PlanAsync(assignment, known, cancellationToken);
        }
    }

    private async Task PlanAsync(CourseAssignment assignment, KnownAssignment known, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (!known.Deadlines.IsShown(Instant.FromDateTimeOffset(now)))
            return;
        var shownSince = known.Deadlines.Opens?.ToDateTimeOffset() is { } opened && opened > assignment.CreatedAt ? opened : assignment.CreatedAt;
        var extended = await ExtendedDues.ReadAsync(db, assignment.Id, student: null, cancellationToken);
        var ofAll = DueOf(known, extended.OfAll);
        var mayBe = IsTime(ofAll, now) || await db.Extensions.AnyAsync(
            e => e.AssignmentId == assignment.Id && e.StudentId != null && e.TakenBackAt == null && e.Until > now && e.Until <= now + Before, cancellationToken);

        // What was shown less than a day before it is due is an exam, or was told as it was shown.
        if (!mayBe || shownSince > now - Latest)
            return;
        await db.WriteAsync(
            async token =>
            {
                var missing = await db.Students
                    .Where(s => s.CourseId == assignment.CourseId && s.LeftAt == null && !db.Submissions.Any(x => x.AssignmentId == assignment.Id && x.StudentId == s.Id))
                    .OrderBy(s => s.Number).Select(s => s.Id).ToListAsync(token);
                var told = await db.Reminders.Where(r => r.AssignmentId == assignment.Id && r.Kind == ReminderKind.DueTomorrow)
                    .Select(r => r.Key).ToHashSetAsync(StringComparer.Ordinal, token);
                foreach (var student in missing)
                {
                    if (DueOf(known, extended.Of(student)) is not { } due || !IsTime(due, now) || shownSince > due - Before)
                        continue;
                    var reminder = Reminder.OfDueDate(Id.New<ReminderId>(time), assignment.CourseId, assignment.Id, student, due, due - Before);
                    if (told.Add(reminder.Key))
                        db.Reminders.Add(reminder);
                }
            },
            cancellationToken);
    }

    private static bool IsTime(DateTimeOffset? due, DateTimeOffset now) => due - Before <= now && now - (due - Before) <= Latest;

    private static DateTimeOffset? DueOf(KnownAssignment known, DateTimeOffset? extended) =>
        known.Deadlines.Due(extended is { } until ? Instant.FromDateTimeOffset(until) : null)?.ToDateTimeOffset();

    // One whose checks are gone has no dates that could be read.
    private async Task<KnownAssignment?> TryReadAsync(CourseAssignment assignment, CancellationToken cancellationToken)
    {
        try
        {
            return await library.ReadAsync(db, assignment.Id, assignment.CurrentVersion, cancellationToken);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
