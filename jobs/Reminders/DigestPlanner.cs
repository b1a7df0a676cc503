using EksGrader.Db.Model;
using EksGrader.Db.Reminders;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Mail;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using NodaTime.TimeZones;

namespace EksGrader.Jobs.Reminders;

/// <summary>Puts the digests and summaries of courses into the outbox: each once, to each instructor and the course's webhook.</summary>
internal sealed class DigestPlanner(EksGraderDb db, ISmtpPool lines, TimeProvider time)
{
    /// <summary>How late one is still sent: after that the next one says the same, but newer.</summary>
    public static readonly TimeSpan Latest = TimeSpan.FromHours(6);

    /// <summary>Plans every course that has had a cluster, or has an appeal that waits, and is not archived.</summary>
    public async Task PlanAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var courses = await db.Courses.AsNoTracking()
            .Where(c => c.ArchivedAt == null && (db.Leases.Any(l => l.CourseId == c.Id) || db.Appeals.Any(a => a.CourseId == c.Id && a.State == AppealState.Open)))
            .LeftJoin(db.CourseReminders, c => c.Id, r => r.CourseId, (c, r) => new { c.Id, c.TimeZone, Settings = r }).ToListAsync(cancellationToken);
        foreach (var course in courses)
        {
            var settings = course.Settings ?? new CourseReminders(course.Id);
            var (digest, summary) = Times(course.TimeZone, settings, now);
            if (settings.DigestedAt is not { } digested || digested < digest || settings.SummedUpAt is not { } summed || summed < summary.DueAt)
                await PlanAsync(course.Id, course.TimeZone, cancellationToken);
        }
    }

    private static (DateTimeOffset Digest, (DateTimeOffset DueAt, DateTimeOffset From, DateTimeOffset To) Summary) Times(
        string timeZone, CourseReminders settings, DateTimeOffset now)
    {
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(timeZone) ?? DateTimeZone.Utc;
        var summary = DigestTimes.Summary(zone, Instant.FromDateTimeOffset(now));
        return (
            DigestTimes.Digest(zone, settings.DigestAt, Instant.FromDateTimeOffset(now)).ToDateTimeOffset(),
            (summary.DueAt.ToDateTimeOffset(), summary.From.ToDateTimeOffset(), summary.To.ToDateTimeOffset()));
    }

    private Task PlanAsync(CourseId course, string timeZone, CancellationToken cancellationToken) => db.WriteAsync(
        async token =>
        {
            var settings = await db.CourseReminders.FirstOrDefaultAsync(c => c.CourseId == course, token);
            if (settings is null)
            {
                settings = new CourseReminders(course);
                db.CourseReminders.Add(settings);
            }

            var now = time.GetUtcNow();
            var (digest, summary) = Times(timeZone, settings, now);

            // One that was due before the course was first planned was never promised.
            if (settings.DigestedAt < digest && now - digest <= Latest && await HasNewsAsync(course, digest, token))
                await AddAsync(settings, ReminderKind.Digest, digest, token);
            if (settings.SummedUpAt < summary.DueAt && now - summary.DueAt <= Latest
                && await db.Leases.AnyAsync(l => l.CourseId == course && l.Deadline > summary.From && l.Deadline <= summary.To, token))
            {
                await AddAsync(settings, ReminderKind.Summary, summary.DueAt, token);
            }

            settings.Digested(digest);
            settings.SummedUp(summary.DueAt);
        },
        cancellationToken);

    private async Task<bool> HasNewsAsync(CourseId course, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var since = at.AddDays(-1);
        return await db.Leases.AnyAsync(l => l.CourseId == course && l.EndedAt == null, cancellationToken)
            || await db.Appeals.AnyAsync(a => a.CourseId == course && a.State == AppealState.Open, cancellationToken)
            || await db.Submissions.AnyAsync(s => s.CourseId == course && s.Late && s.SubmittedAt > since, cancellationToken);
    }

    private async Task AddAsync(CourseReminders settings, ReminderKind kind, DateTimeOffset dueAt, CancellationToken cancellationToken)
    {
        if (!settings.On)
            return;
        if (lines.IsConfigured)
        {
            foreach (var user in await db.InstructorsOf(settings.CourseId).ToListAsync(cancellationToken))
                db.Reminders.Add(Reminder.OfCourse(Id.New<ReminderId>(time), settings.CourseId, kind, dueAt, user));
        }

        if (settings.Webhook is not null)
            db.Reminders.Add(Reminder.OfCourse(Id.New<ReminderId>(time), settings.CourseId, kind, dueAt, user: null));
    }
}

/// <summary>When a course's digest and the summary of its day are due. Pure.</summary>
internal static class DigestTimes
{
    /// <summary>How long after the end of a day its summary comes: by then clusters were looked at several times after a midnight's deadline.</summary>
    public static readonly Duration AfterTheDay = Duration.FromMinutes(20);

    private static readonly ZoneLocalMappingResolver Later = Resolvers.CreateMappingResolver(Resolvers.ReturnLater, Resolvers.ReturnForwardShifted);

    /// <summary>The newest digest that is due.</summary>
    /// <param name="zone">The course's time zone.</param>
    /// <param name="at">The time of day, after midnight.</param>
    /// <param name="now">Now.</param>
    public static Instant Digest(DateTimeZone zone, TimeSpan at, Instant now)
    {
        var today = now.InZone(zone).Date;
        var time = LocalTime.FromTicksSinceMidnight(at.Ticks);
        return Enumerable.Range(0, 3).Select(back => zone.ResolveLocal(today.PlusDays(-back) + time, Later).ToInstant()).First(due => due <= now);
    }

    /// <summary>The newest summary that is due, and the day that it is about: from its start, to its end, which is included.</summary>
    /// <param name="zone">The course's time zone.</param>
    /// <param name="now">Now.</param>
    public static (Instant DueAt, Instant From, Instant To) Summary(DateTimeZone zone, Instant now)
    {
        var today = (now - AfterTheDay).InZone(zone).Date;
        var (from, to) = (zone.AtStartOfDay(today.PlusDays(-1)).ToInstant(), zone.AtStartOfDay(today).ToInstant());
        return (to + AfterTheDay, from, to);
    }
}
