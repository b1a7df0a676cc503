using EksGrader.Checks.Clusters;
using EksGrader.Checks.Deletion;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Gradings;
using EksGrader.Jobs.Mail;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace EksGrader.Jobs.Reminders;

/// <summary>What an e-mail to a student is worded with.</summary>
internal sealed record StudentFacts
{
    public required LeaseId Lease { get; init; }

    public required string Name { get; init; }

    public required string Email { get; init; }

    public required string Language { get; init; }

    public required bool On { get; init; }

    public required string Course { get; init; }

    public required string CourseTitle { get; init; }

    public required string TimeZone { get; init; }

    public required AssignmentId AssignmentId { get; init; }

    public required string Assignment { get; init; }

    public required int Version { get; init; }

    public string? ClusterName { get; init; }

    public string? Region { get; init; }
}

/// <summary>Words what students get.</summary>
internal sealed class StudentEmails(EksGraderDb db, AssignmentLibrary library, ReminderSite site)
{
    /// <summary>Words some reminders of leases.</summary>
    public async Task WriteAsync(IReadOnlyList<Reminder> reminders, IDictionary<ReminderId, Written> written, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (reminders.Count == 0)
            return;
        var ids = reminders.Select(r => r.LeaseId ?? default).Distinct().ToList();
        var sights = await LeaseSnapshots.ReadAsync(db, ids, cancellationToken);
        var facts = await FactsAsync(ids, cancellationToken);
        foreach (var reminder in reminders)
        {
            var id = reminder.LeaseId ?? default;
            written[reminder.Id] = Judge(reminder, sights[id], facts[id], now) ?? await WriteAsync(reminder, sights[id], facts[id], now, cancellationToken);
        }
    }

    // Null where it can go.
    private static Written? Judge(Reminder reminder, LeaseSnapshot sight, StudentFacts facts, DateTimeOffset now)
    {
        if (!facts.On)
            return new Written.Senseless("reminders are off");
        if (sight.Lease.EndedAt is not null)
            return new Written.Senseless("the lease has ended");
        if (reminder.Kind != ReminderKind.Start && reminder.Deadline != sight.Lease.Deadline)
            return new Written.Senseless("the deadline was moved");
        if (ReminderTimes.Newest(sight.Lease.StartedAt, sight.Lease.Deadline, now) is not { } newest || (newest.Kind, newest.Number) != (reminder.Kind, reminder.Number))
            return new Written.Senseless("a newer one takes its place");
        return sight.Decide(now) switch
        {
            { IsHeld: true } => new Written.NotYet(),
            { Moment: null } => new Written.Senseless("an instructor decides"),
            _ => null,
        };
    }

    private async Task<Written> WriteAsync(Reminder reminder, LeaseSnapshot sight, StudentFacts facts, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (title, zone, grace) = await AssignmentAsync(facts, cancellationToken);
        var lease = sight.Lease;
        var name = EmailText.Safe(facts.ClusterName ?? lease.DisplayName);
        var commands = new DeletionCommands(facts.ClusterName, facts.Region);
        var text = new EmailText(ReminderTexts.CultureOf(facts.Language));
        var (left, over) = (ReminderTexts.Duration(lease.Deadline - now), ReminderTexts.Duration(now - lease.Deadline));
        var course = EmailText.Safe(facts.CourseTitle);
        var subject = reminder.Kind switch
        {
            ReminderKind.Start => text.Text("Subject_Start", name, ReminderTexts.At(lease.Deadline, zone), course),
            ReminderKind.AtDeadline => text.Text("Subject_AtDeadline", name, course),
            ReminderKind.Overdue => text.Text("Subject_Overdue", over, name, course),
            _ => text.Text("Subject_Before", left, name, course),
        };
        text.Say("Hello", EmailText.Safe(facts.Name)).Line();
        text.Line(reminder.Kind switch
        {
            ReminderKind.Start => text.Text(lease.KeepUntil > now ? "Lead_StartLate" : "Lead_Start", name, title),
            ReminderKind.AtDeadline => text.Text("Lead_AtDeadline", name, title),
            ReminderKind.Overdue => text.Text("Lead_Overdue", name, title, over),
            _ => text.Text("Lead_Before", name, title, left),
        }).Line();
        text.Say("FactCluster", facts.Region is null ? name : $"{name} ({EmailText.Safe(facts.Region)})");
        if (lease.KeepUntil is { } keep && keep > now)
            text.Say("FactKeep", ReminderTexts.AtBoth(keep, zone));
        text.Say("FactDeadline", ReminderTexts.AtBoth(lease.Deadline, zone));
        if (lease is { LastProbeAt: { } at, LastAnswer: ExistenceAnswer.Alive or ExistenceAnswer.NoProof })
            text.Say("FactLook", ReminderTexts.At(at, zone), text.Text($"Look_{lease.LastAnswer}"));
        if (site.Page($"courses/{facts.Course}/assignments/{facts.Assignment}") is { } page)
            text.Say("FactPage", page);
        text.Line().Say(lease.LastAnswer == ExistenceAnswer.NoProof ? "Renew" : "Gone");
        if (grace is { } until)
            text.Line().Say("Enforced", ReminderTexts.Duration(until));
        text.Line().Say("How");
        text.Line().Say("HowServices").Copy(DeletionCommands.LoadBalancers);
        text.Line().Say("HowEksctl").Copy(commands.Eksctl);
        if (commands.Console is { } console)
            text.Line().Say("HowConsole", name).Copy(console);
        text.Line().Say("HowAws").Copy(commands.Aws.Split('\n'));
        text.Line().Line("--").Say("Why", course);
        return new Written.Fit(new Outgoing(reminder.Id, new EmailMessage(facts.Email, EmailText.Safe(facts.Name, 200), subject, text.ToString()) { Id = reminder.Id }, Webhook: null, Text: ""));
    }

    // One whose checks are gone reminds all the same: by its name, on the course's clock.
    private async Task<(string Title, DateTimeZone Zone, TimeSpan? Grace)> AssignmentAsync(StudentFacts facts, CancellationToken cancellationToken)
    {
        try
        {
            var known = await library.ReadAsync(db, facts.AssignmentId, facts.Version, cancellationToken);
            var rule = known.Assignment.Deletion;
            return (EmailText.Safe(known.Assignment.Title.In(ReminderTexts.CultureOf(facts.Language))), known.Deadlines.Zone, rule.Enforce ? rule.Grace.ToTimeSpan() : null);
        }
        catch (InvalidDataException)
        {
            return (facts.Assignment, DateTimeZoneProviders.Tzdb.GetZoneOrNull(facts.TimeZone) ?? DateTimeZone.Utc, null);
        }
    }

    private Task<Dictionary<LeaseId, StudentFacts>> FactsAsync(IReadOnlyCollection<LeaseId> ids, CancellationToken cancellationToken) => (
        from lease in db.Leases
        where ids.Contains(lease.Id)
        join student in db.Students on lease.StudentId equals student.Id
        join user in db.Users on student.UserId equals user.Id
        join course in db.Courses on lease.CourseId equals course.Id
        join assignment in db.Assignments on lease.AssignmentId equals assignment.Id
        join found in db.CourseReminders on lease.CourseId equals found.CourseId into settings
        from setting in settings.DefaultIfEmpty()
        select new StudentFacts
        {
            Lease = lease.Id,
            Name = student.Name,
            Email = student.Email,
            Language = user.Language ?? (setting == null ? CourseReminders.DefaultLanguage : setting.Language),
            On = setting == null || setting.On,
            Course = course.Slug,
            CourseTitle = course.Title,
            TimeZone = course.TimeZone,
            AssignmentId = assignment.Id,
            Assignment = assignment.Slug,
            Version = assignment.CurrentVersion,
            ClusterName = lease.ClusterName ?? db.Submissions.Where(s => s.LeaseId == lease.Id && s.ClusterName != null).OrderByDescending(s => s.SubmittedAt).Select(s => s.ClusterName).FirstOrDefault(),
            Region = lease.Region ?? db.Submissions.Where(s => s.LeaseId == lease.Id && s.Region != null).OrderByDescending(s => s.SubmittedAt).Select(s => s.Region).FirstOrDefault(),
        }).ToDictionaryAsync(f => f.Lease, cancellationToken);
}
