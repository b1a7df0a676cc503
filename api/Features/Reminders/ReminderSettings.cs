using System.Globalization;
using EksGrader.Api.Features.Courses;
using EksGrader.Api.Host;
using EksGrader.Checks;
using EksGrader.Checks.Input;
using EksGrader.Checks.Web;
using EksGrader.Db.Model;
using EksGrader.Db.Reminders;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Mail;
using EksGrader.Jobs.Reminders;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Reminders;

/// <summary>Shows how a course reminds; for its instructors.</summary>
internal sealed class ReminderSettingsQuery(EksGraderDb db, CourseAccess access, ISmtpPool lines, ReminderSite site, TimeProvider time)
{
    private const int MostTroubles = 20;

    /// <summary>How a course reminds; null for those who are no instructors of it.</summary>
    public async Task<ReminderSheet?> FindAsync(CurrentUser caller, string slug, CancellationToken cancellationToken)
    {
        if (await access.TaughtAsync(caller, slug, assistantsToo: false, cancellationToken) is not { } course)
            return null;
        var settings = await db.CourseReminders.AsNoTracking().FirstOrDefaultAsync(c => c.CourseId == course.Id, cancellationToken) ?? new CourseReminders(course.Id);
        var since = time.GetUtcNow().AddDays(-1);
        var all = db.Reminders.AsNoTracking().Where(r => r.CourseId == course.Id);
        return new ReminderSheet(
            course,
            settings,
            lines.IsConfigured,
            site.Address is not null,
            await all.CountAsync(r => r.State == ReminderState.Sent && r.EndedAt > since, cancellationToken),
            await all.CountAsync(r => r.State == ReminderState.Waiting || r.State == ReminderState.Sending, cancellationToken),
            await TroublesAsync(all, cancellationToken));
    }

    private async Task<IReadOnlyList<ReminderTrouble>> TroublesAsync(IQueryable<Reminder> all, CancellationToken cancellationToken) => await all
        .Where(r => r.State == ReminderState.Failed || r.State == ReminderState.Unsure || (r.State == ReminderState.Waiting && r.Said != null))
        .OrderByDescending(r => r.DueAt).ThenBy(r => r.Id).Take(MostTroubles)
        .Select(r => new ReminderTrouble(
            r.Kind,
            r.Channel,
            r.LeaseId != null
                ? db.Leases.Where(l => l.Id == r.LeaseId).Join(db.Students, l => l.StudentId, s => s.Id, (_, s) => s.Email).FirstOrDefault()
                : db.Users.Where(u => u.Id == r.UserId).Select(u => u.Email).FirstOrDefault(),
            r.State,
            r.DueAt,
            r.Tries,
            r.Said))
        .ToListAsync(cancellationToken);
}

/// <summary>Changes how a course reminds; for its instructors.</summary>
internal sealed class ReminderSettings(
    EksGraderDb db, CourseAccess access, WebhookSeal seal, [FromKeyedServices(NetworkUse.Webhooks)] AddressGuard guard, AuditTrail audit)
{
    /// <summary>Changes how a course reminds.</summary>
    public async Task<Result<Unit>> ChangeAsync(CurrentUser caller, string slug, ReminderWish wish, CancellationToken cancellationToken)
    {
        var managed = await access.ManagedAsync(caller, slug, cancellationToken);
        if (!managed.IsSuccess)
            return managed.Error;

        var faults = new FieldErrors();
        if (wish.Language is not ("ko" or "en"))
            faults.AddRange([new ValidationError("language", ReminderSettingsTexts.Catalog["LanguageForm"])]);
        if (!TimeOnly.TryParseExact(wish.DigestAt?.Trim(), ["HH:mm", "H:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var digestAt))
            faults.AddRange([new ValidationError("digestAt", ReminderSettingsTexts.Catalog["DigestForm"])]);
        var address = wish.Webhook?.Trim() is { Length: > 0 } text ? WebhookField.Read(text, guard) : null;
        if (address is not null)
            faults.AddRange(address.Errors);
        if (faults.Any)
            return Error.Invalid(faults.All);

        await db.WriteAsync(token => StoreAsync(caller, managed.Value, wish, digestAt, address?.Value, token), cancellationToken);
        return Unit.Value;
    }

    private async Task StoreAsync(CurrentUser caller, Course course, ReminderWish wish, TimeOnly digestAt, Uri? webhook, CancellationToken cancellationToken)
    {
        var settings = await db.CourseReminders.FirstOrDefaultAsync(c => c.CourseId == course.Id, cancellationToken);
        if (settings is null)
        {
            settings = new CourseReminders(course.Id);
            db.CourseReminders.Add(settings);
        }

        var (before, was) = (Words(settings), settings.WebhookHint);
        settings.Set(wish.On, wish.Language ?? CourseReminders.DefaultLanguage, digestAt.ToTimeSpan());
        if (webhook is not null)
            settings.PostTo(seal.Seal(course.Id, webhook), WebhookField.HintOf(webhook));
        else if (wish.RemoveWebhook)
            settings.PostTo(webhook: null, hint: null);
        if (before != Words(settings))
            audit.Note(caller, "reminders.changed", $"course {course.Slug}", course.Id, before, Words(settings));
        if (webhook is not null || was != settings.WebhookHint)
            audit.Note(caller, "webhook.changed", $"course {course.Slug}", course.Id, was, settings.WebhookHint);
    }

    private static string Words(CourseReminders settings) =>
        string.Create(CultureInfo.InvariantCulture, $"{(settings.On ? "on" : "off")}, {settings.Language}, {settings.DigestAt:hh\\:mm}");
}
