using EksGrader.Checks.Clusters;
using EksGrader.Checks.Costs;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace EksGrader.Jobs.Reminders;

/// <summary>A cluster as digests name it.</summary>
internal sealed record DigestLine(Lease Lease, string Student, string Number)
{
    public bool IsLive => Lease.EndedAt is null;

    public bool IsUnseen => Lease.LastAnswer == ExistenceAnswer.NoProof;
}

/// <summary>Words how the clusters of a course stand, and what became of a day's deadlines.</summary>
internal sealed class DigestTexts(EksGraderDb db, PriceList prices, ReminderSite site)
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    internal async Task<StaffText> WriteAsync(Reminder reminder, StaffCourse course, EmailText text, int most, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var isSummary = reminder.Kind == ReminderKind.Summary;
        var title = EmailText.Safe(course.Course.Title);
        var (_, from, to) = DigestTimes.Summary(course.Zone, Instant.FromDateTimeOffset(reminder.DueAt));
        var leases = db.Leases.AsNoTracking().Where(l => l.CourseId == course.Course.Id);
        var (start, end) = (from.ToDateTimeOffset(), to.ToDateTimeOffset());
        var lines = await LinesAsync(isSummary ? leases.Where(l => l.Deadline > start && l.Deadline <= end) : leases.Where(l => l.EndedAt == null), cancellationToken);
        var date = from.InZone(course.Zone).Date.ToString("uuuu-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var (live, overdue) = (lines.Where(l => l.IsLive).ToList(), lines.Where(l => l.Lease.State == LeaseState.Overdue).ToList());

        text.Line(isSummary ? text.Text("SummaryLead", date, title) : text.Text("DigestLead", title, ReminderTexts.At(now, course.Zone))).Line();
        if (isSummary)
            text.Say("CountGone", lines.Count(l => l.Lease.State == LeaseState.Gone), lines.Count);
        else
            text.Say("CountAlive", live.Count).Say("CountSoon", live.Count(l => l.Lease.Deadline > now && l.Lease.Deadline <= now + Day));
        await CountTroubleAsync(course, text, lines, now, cancellationToken);
        TellCost(text, live, now);
        Tell(text, "HeadOverdue", overdue, most, course, now);
        Tell(text, "HeadQuarantined", [.. live.Where(l => l.Lease.State == LeaseState.Quarantined)], most, course, now);
        Tell(text, "HeadUnknown", [.. live.Where(l => l.IsUnseen && l.Lease.State is not (LeaseState.Overdue or LeaseState.Quarantined))], most, course, now);
        if (!isSummary)
            await TellLateAsync(course, text, most, reminder.DueAt - Day, cancellationToken);
        if (site.Page($"courses/{course.Course.Slug}/clusters") is { } page)
            text.Line().Say("Open", page);
        return new StaffText(
            isSummary ? text.Text("SummarySubject", title, date, lines.Count(l => l.Lease.State == LeaseState.Gone), lines.Count) : text.Text("DigestSubject", title, live.Count, overdue.Count),
            text.ToString());
    }

    private async Task CountTroubleAsync(StaffCourse course, EmailText text, List<DigestLine> lines, DateTimeOffset now, CancellationToken cancellationToken)
    {
        text.Say("CountOverdue", lines.Count(l => l.Lease.State == LeaseState.Overdue));
        if (lines.Count(l => l.Lease.State == LeaseState.Quarantined) is > 0 and var quarantined)
            text.Say("CountQuarantined", quarantined);
        if (lines.Count(l => l.IsLive && l.IsUnseen) is > 0 and var unseen)
            text.Say("CountUnknown", unseen);
        var appeals = db.Appeals.Where(a => a.CourseId == course.Course.Id && a.State == AppealState.Open);
        if (await appeals.CountAsync(cancellationToken) is > 0 and var waiting)
            text.Say("CountAppeals", waiting, await appeals.CountAsync(a => a.DueAt < now, cancellationToken));
        var since = now - Day;
        var undelivered = await db.Reminders.CountAsync(
            r => r.CourseId == course.Course.Id && r.EndedAt > since && (r.State == ReminderState.Failed || r.State == ReminderState.Unsure), cancellationToken);
        if (undelivered > 0)
            text.Say("CountUndelivered", undelivered);
    }

    private void TellCost(EmailText text, List<DigestLine> live, DateTimeOffset now)
    {
        if (live.Count == 0)
            return;
        var known = live.Select(l => CostOf(l, now)).ToList();
        text.Line().Say(known.Contains(null) ? "CostAtLeast" : "Cost", ReminderTexts.Usd(live.Sum(l => prices.Estimate(l.Lease.ReadInventory(), l.Lease.Region, now).KnownUsdPerHour)));
    }

    private decimal? CostOf(DigestLine line, DateTimeOffset now) =>
        line.Lease.ReadInventory() is { } inventory ? prices.UsdPerHour(inventory, line.Lease.Region, now) : null;

    private void Tell(EmailText text, string head, List<DigestLine> lines, int most, StaffCourse course, DateTimeOffset now)
    {
        if (lines.Count == 0)
            return;
        text.Line().Say(head);
        foreach (var line in lines.OrderBy(l => l.Lease.Deadline).ThenBy(l => l.Number, StringComparer.Ordinal).Take(most))
        {
            var cluster = EmailText.Safe(line.Lease.DisplayName, 60);
            var words = text.Text("LineOverdue", EmailText.Safe(line.Student, 60), EmailText.Safe(line.Number, 40), cluster, ReminderTexts.At(line.Lease.Deadline, course.Zone));
            text.Line(CostOf(line, now) is { } cost ? words + text.Text("LineCost", ReminderTexts.Usd(cost)) : words);
        }

        if (lines.Count > most)
            text.Say("More", lines.Count - most);
    }

    private async Task TellLateAsync(StaffCourse course, EmailText text, int most, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var found = db.Submissions.Where(s => s.CourseId == course.Course.Id && s.Late && s.SubmittedAt > since);
        var count = await found.CountAsync(cancellationToken);
        if (count == 0)
            return;
        text.Line().Say("HeadLate");
        foreach (var late in await LateAsync(found, most, cancellationToken))
            text.Say("LineLate", EmailText.Safe(late.Student, 60), EmailText.Safe(late.Number, 40), late.Assignment, ReminderTexts.At(late.At, course.Zone));
        if (count > most)
            text.Say("More", count - most);
    }

    private async Task<List<(string Student, string Number, string Assignment, DateTimeOffset At)>> LateAsync(IQueryable<Submission> found, int most, CancellationToken cancellationToken)
    {
        var rows = await found.OrderByDescending(s => s.SubmittedAt).Take(most)
            .Join(db.Students, s => s.StudentId, x => x.Id, (s, x) => new { s.SubmittedAt, s.AssignmentId, x.Name, x.Number })
            .Join(db.Assignments, x => x.AssignmentId, a => a.Id, (x, a) => new { x.SubmittedAt, x.Name, x.Number, a.Slug })
            .ToListAsync(cancellationToken);
        return [.. rows.OrderByDescending(r => r.SubmittedAt).Select(r => (r.Name, r.Number, r.Slug, r.SubmittedAt))];
    }

    private Task<List<DigestLine>> LinesAsync(IQueryable<Lease> leases, CancellationToken cancellationToken) =>
        leases.Join(db.Students, l => l.StudentId, s => s.Id, (l, s) => new DigestLine(l, s.Name, s.Number)).ToListAsync(cancellationToken);
}
