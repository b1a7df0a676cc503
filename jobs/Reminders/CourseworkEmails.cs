using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Db.Gradebook;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Db.Submissions;
using EksGrader.Jobs.Gradings;
using EksGrader.Jobs.Mail;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace EksGrader.Jobs.Reminders;

/// <summary>
/// Words what students are told of their coursework: an answer, changed points, a moved due date, a due date that comes. What is so no
/// more when it is sent is not said.
/// </summary>
internal sealed class CourseworkEmails(EksGraderDb db, AssignmentLibrary library, SubmissionStore submissions, Catalogue catalogue, ReminderSite site)
{
    /// <summary>The kinds that are worded here.</summary>
    public static bool Words(ReminderKind kind) =>
        kind is ReminderKind.AppealAnswered or ReminderKind.PointsChanged or ReminderKind.Extension or ReminderKind.DueTomorrow;

    /// <summary>Words some reminders.</summary>
    public async Task WriteAsync(IReadOnlyList<Reminder> reminders, IDictionary<ReminderId, Written> written, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var reminder in reminders)
            written[reminder.Id] = await WriteAsync(reminder, now, cancellationToken);
    }

    private async Task<Written> WriteAsync(Reminder reminder, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var to = await RecipientAsync(reminder, cancellationToken);
        if (!to.On)
            return new Written.Senseless("reminders are off");
        if (to.Student.LeftAt is not null)
            return new Written.Senseless("the student left the course");
        var text = new EmailText(ReminderTexts.CultureOf(to.Language));
        text.Say("Hello", EmailText.Safe(to.Student.Name)).Line();
        var (subject, senseless) = reminder.Kind switch
        {
            ReminderKind.AppealAnswered => await SayAnswerAsync(reminder, to, text, cancellationToken),
            ReminderKind.PointsChanged => await SayPointsAsync(reminder, to, text, cancellationToken),
            ReminderKind.Extension => await SayExtensionAsync(reminder, to, text, now, cancellationToken),
            _ => await SayDueAsync(reminder, to, text, now, cancellationToken),
        };
        if (senseless is not null)
            return new Written.Senseless(senseless);

        if (site.Page($"courses/{to.Course.Slug}/assignments/{to.Assignment.Slug}") is { } page)
            text.Say("FactPage", page);
        text.Line().Line("--").Say("WhyCourse", EmailText.Safe(to.Course.Title));
        return new Written.Fit(new Outgoing(
            reminder.Id, new EmailMessage(to.Student.Email, EmailText.Safe(to.Student.Name, 200), subject, text.ToString()) { Id = reminder.Id }, Webhook: null, Text: ""));
    }

    private async Task<(string Subject, string? Senseless)> SayAnswerAsync(Reminder reminder, Recipient to, EmailText text, CancellationToken cancellationToken)
    {
        var appeal = await db.Appeals.AsNoTracking().Include(a => a.Messages.Where(m => m.Number == reminder.Number)).FirstAsync(a => a.Id == reminder.AppealId, cancellationToken);
        var (check, title) = (TitleOf(appeal.Check, text), TitleOf(to, text));
        text.Say(appeal.IsFeedback ? "FeedbackLead" : "AppealLead", check, title).Line();
        text.Copy(appeal.Messages.SelectMany(m => m.Text.Split('\n')).Select(l => EmailText.Safe(l, 500)));
        text.Line();
        if (appeal is { Resolution: AppealResolution.Accepted, PointsGiven: { } points } && appeal.MessageCount == reminder.Number)
            text.Say("AppealAccepted", Shown(points), Shown(to.Known?.Assignment.Checks.FirstOrDefault(c => c.Check == appeal.Check)?.Points ?? points));
        else if (appeal.Resolution == AppealResolution.Rejected && appeal.MessageCount == reminder.Number)
            text.Say("AppealRejected");
        else if (appeal.State != AppealState.Closed)
            text.Say("AppealGoesOn");
        return (text.Text(appeal.IsFeedback ? "FeedbackSubject" : "AppealSubject", check, EmailText.Safe(to.Course.Title)), null);
    }

    private async Task<(string Subject, string? Senseless)> SayPointsAsync(Reminder reminder, Recipient to, EmailText text, CancellationToken cancellationToken)
    {
        var all = await db.Submissions.AsNoTracking().Include(s => s.Overrides)
            .Where(s => s.AssignmentId == to.Assignment.Id && s.StudentId == to.Student.Id).ToListAsync(cancellationToken);
        var submission = all.Single(s => s.Id == reminder.SubmissionId);
        if (submission.Score == reminder.ScoreBefore)
            return ("", "the score is what it was");
        if (to.Known is { Assignment: var rules } && CountingSubmissions.Counting(all, rules.Counts, rules.LatePenalty)?.Id != submission.Id)
            return ("", "another submission counts");
        text.Say("PointsLead", TitleOf(to, text)).Line();
        text.Say("PointsBefore", Shown(reminder.ScoreBefore)).Say("PointsNow", Shown(submission.Score), Shown(submission.MaxScore));
        var most = await db.GradedChecks.AsNoTracking().Where(c => c.GradingId == submission.CountingGradingId).ToDictionaryAsync(c => c.Check, c => c.MaxPoints, cancellationToken);
        foreach (var given in submission.Overrides.Where(o => o.Holds && most.ContainsKey(o.Check)).OrderBy(o => o.At))
            text.Say("PointsByHand", TitleOf(given.Check, text), Shown(given.Points), Shown(most[given.Check]), EmailText.Safe(given.Reason, 300));
        return (text.Text("PointsSubject", TitleOf(to, text), EmailText.Safe(to.Course.Title)), null);
    }

    private async Task<(string Subject, string? Senseless)> SayExtensionAsync(Reminder reminder, Recipient to, EmailText text, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var extension = await db.Extensions.AsNoTracking().FirstAsync(e => e.Id == reminder.ExtensionId, cancellationToken);
        if (extension.TakenBackAt is not null)
            return ("", "the extension was taken back");
        if (to.Known is not { } known)
            return ("", "the assignment cannot be read any more");
        if (!known.Deadlines.IsShown(Instant.FromDateTimeOffset(now)) && !await db.Submissions.AnyAsync(s => s.AssignmentId == to.Assignment.Id && s.StudentId == to.Student.Id, cancellationToken))
            return ("", "the student does not see the assignment");
        if (await DueAsync(known, to, cancellationToken) is not { } due)
            return ("", "nothing is due");
        if (due != extension.Until)
            return ("", "another date holds");
        text.Say("ExtensionLead", TitleOf(to, text)).Line().Say("FactDue", ReminderTexts.AtBoth(due, known.Deadlines.Zone));
        text.Say("ExtensionWhy", EmailText.Safe(extension.Reason, 300));
        return (text.Text("ExtensionSubject", TitleOf(to, text), ReminderTexts.At(due, known.Deadlines.Zone), EmailText.Safe(to.Course.Title)), null);
    }

    private async Task<(string Subject, string? Senseless)> SayDueAsync(Reminder reminder, Recipient to, EmailText text, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (to.Course.IsArchived)
            return ("", "the course is archived");
        if (await db.Submissions.AnyAsync(s => s.AssignmentId == to.Assignment.Id && s.StudentId == to.Student.Id, cancellationToken))
            return ("", "it was submitted");
        if (to.Known is not { } known)
            return ("", "the assignment cannot be read any more");
        if (!known.Deadlines.IsShown(Instant.FromDateTimeOffset(now)))
            return ("", "the student does not see the assignment");
        if (await DueAsync(known, to, cancellationToken) is not { } due || due != reminder.Deadline || due <= now)
            return ("", "the due date was moved, or is over");
        var left = ReminderTexts.Duration(due - now);
        text.Say("DueLead", TitleOf(to, text), left).Line().Say("FactDue", ReminderTexts.AtBoth(due, known.Deadlines.Zone)).Say("DueHint");
        return (text.Text("DueSubject", left, TitleOf(to, text), EmailText.Safe(to.Course.Title)), null);
    }

    private async Task<DateTimeOffset?> DueAsync(KnownAssignment known, Recipient to, CancellationToken cancellationToken)
    {
        var extended = await submissions.ExtendedDueAsync(to.Assignment.Id, to.Student.Id, cancellationToken) is { } until ? Instant.FromDateTimeOffset(until) : (Instant?)null;
        return known.Deadlines.Due(extended)?.ToDateTimeOffset();
    }

    private string TitleOf(CheckId check, EmailText text) => EmailText.Safe(catalogue.Find(check)?.Info.Title.In(text.Culture) ?? check.Value);

    private static string TitleOf(Recipient to, EmailText text) => EmailText.Safe(to.Known?.Assignment.Title.In(text.Culture) ?? to.Assignment.Slug);

    private static string Shown(decimal? points) => points?.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture) ?? "–";

    private async Task<Recipient> RecipientAsync(Reminder reminder, CancellationToken cancellationToken)
    {
        var student = await db.Students.AsNoTracking().FirstAsync(s => s.Id == reminder.StudentId, cancellationToken);
        var course = await db.Courses.AsNoTracking().FirstAsync(c => c.Id == reminder.CourseId, cancellationToken);
        var settings = await db.CourseReminders.AsNoTracking().FirstOrDefaultAsync(c => c.CourseId == course.Id, cancellationToken) ?? new CourseReminders(course.Id);
        var language = await db.Users.Where(u => u.Id == student.UserId).Select(u => u.Language).FirstOrDefaultAsync(cancellationToken);
        var assignment = await db.Assignments.AsNoTracking().FirstAsync(
            a => a.Id == reminder.AssignmentId || db.Submissions.Any(s => s.Id == reminder.SubmissionId && s.AssignmentId == a.Id), cancellationToken);
        return new Recipient(student, course, assignment, await KnownAsync(assignment, cancellationToken), language ?? settings.Language, settings.On);
    }

    // One whose checks are gone is told by its name.
    private async Task<KnownAssignment?> KnownAsync(CourseAssignment assignment, CancellationToken cancellationToken)
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

    private sealed record Recipient(Student Student, Course Course, CourseAssignment Assignment, KnownAssignment? Known, string Language, bool On);
}
