using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Db.Submissions;
using EksGrader.Jobs.Gradings;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace EksGrader.Jobs.Reminders;

/// <summary>Words a late submission.</summary>
internal sealed class LateTexts(EksGraderDb db, AssignmentLibrary library, SubmissionStore submissions, ReminderSite site)
{
    internal async Task<StaffText> WriteAsync(Reminder reminder, StaffCourse course, EmailText text, CancellationToken cancellationToken)
    {
        var found = await db.Submissions.AsNoTracking().Where(s => s.Id == reminder.SubmissionId)
            .Join(db.Students, s => s.StudentId, x => x.Id, (s, x) => new { Submission = s, x.Name, x.Number })
            .Join(db.Assignments, x => x.Submission.AssignmentId, a => a.Id, (x, a) => new { x.Submission, x.Name, x.Number, a.Slug, a.CurrentVersion })
            .FirstAsync(cancellationToken);
        var (submission, name, number) = (found.Submission, EmailText.Safe(found.Name), EmailText.Safe(found.Number));
        var known = await KnownAsync(submission, found.CurrentVersion, cancellationToken);
        var title = known is null ? found.Slug : EmailText.Safe(known.Assignment.Title.In(text.Culture));
        var zone = known?.Deadlines.Zone ?? course.Zone;
        text.Say("LateText", name, number, title, EmailText.Safe(course.Course.Title)).Line();
        text.Say("LateAt", ReminderTexts.AtBoth(submission.CountedAt, zone));
        if (known is not null)
            SayTimes(text, known, submission, await ExtensionAsync(submission, cancellationToken));
        if (site.Page($"submissions/{submission.Id}") is { } page)
            text.Say("Open", page);
        return new StaffText(text.Text("LateSubject", name, number, title), text.ToString());
    }

    private static void SayTimes(EmailText text, KnownAssignment known, Submission submission, Instant? extension)
    {
        var (dates, zone) = (known.Deadlines, known.Deadlines.Zone);
        if (dates.Due(extension) is { } due)
            text.Say("LateDue", ReminderTexts.AtBoth(due.ToDateTimeOffset(), zone));
        var rule = known.Assignment.Deletion;
        var deadline = dates.OfLease(Instant.FromDateTimeOffset(submission.CountedAt), safeToDelete: null, extension);
        if (deadline.KeepUntil is { } keep)
            text.Say("LateClusterTimes", ReminderTexts.At(keep.ToDateTimeOffset(), zone), ReminderTexts.At(deadline.At.ToDateTimeOffset(), zone));
        else
            text.Say("LateCluster", ReminderTexts.Duration((rule.LateAfter + rule.LateGrace).ToTimeSpan()));
    }

    private async Task<KnownAssignment?> KnownAsync(Submission submission, int version, CancellationToken cancellationToken)
    {
        try
        {
            return await library.ReadAsync(db, submission.AssignmentId, version, cancellationToken);
        }
        catch (InvalidDataException)
        {
            // A check of it is gone: it is told by its name, without its dates.
            return null;
        }
    }

    private async Task<Instant?> ExtensionAsync(Submission submission, CancellationToken cancellationToken) =>
        await submissions.ExtendedDueAsync(submission.AssignmentId, submission.StudentId, cancellationToken) is { } until ? Instant.FromDateTimeOffset(until) : null;
}
