using System.Globalization;
using EksGrader.Api.Features.Courses;
using EksGrader.Api.Host;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Db.Reminders;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Mail;
using EksGrader.Jobs.Reminders;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Reminders;

/// <summary>Sends test messages the way that reminders go, while someone waits for what the server says.</summary>
internal sealed class TestMessages(EksGraderDb db, CourseAccess access, WebhookSeal seal, ISmtpPool lines, IWebhookSender webhooks, TimeProvider time)
{
    /// <summary>Sends an e-mail to the caller.</summary>
    public async Task<Result<TestSent>> MailAsync(CurrentUser caller, string slug, CancellationToken cancellationToken)
    {
        var managed = await access.ManagedAsync(caller, slug, cancellationToken);
        if (!managed.IsSuccess)
            return managed.Error;
        if (!lines.IsConfigured)
            return Refused("NoMail");
        if (await db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Id == caller.User, cancellationToken) is not { } user)
            return Refused("NoAddress");

        var (subject, text) = Words(managed.Value, CultureInfo.CurrentUICulture);
        await using var line = lines.Open();
        var email = new EmailMessage(user.Email, user.Name, subject, text + "\n") { Id = Id.New<ReminderId>(time) };
        return new TestSent(user.Email, await line.SendAsync(email, cancellationToken));
    }

    /// <summary>Posts to the course's webhook.</summary>
    public async Task<Result<TestSent>> WebhookAsync(CurrentUser caller, string slug, CancellationToken cancellationToken)
    {
        var managed = await access.ManagedAsync(caller, slug, cancellationToken);
        if (!managed.IsSuccess)
            return managed.Error;
        var settings = await db.CourseReminders.AsNoTracking().FirstOrDefaultAsync(c => c.CourseId == managed.Value.Id, cancellationToken);
        if (settings is not { Webhook: { } webhook, WebhookHint: { } hint })
            return Refused("NoWebhook");
        if (seal.Open(managed.Value.Id, webhook) is not { } address)
            return Refused("WebhookLocked");

        var (_, text) = Words(managed.Value, ReminderTexts.CultureOf(settings.Language));
        return new TestSent(hint, await webhooks.PostAsync(address, Id.New<ReminderId>(time), text, cancellationToken));
    }

    private static (string Subject, string Text) Words(Course course, CultureInfo culture)
    {
        var title = SafeText.Line(course.Title, 100);
        return (ReminderTexts.Catalog["TestSubject", title].In(culture), ReminderTexts.Catalog["TestText", title].In(culture));
    }

    private static Error Refused(string why) => Error.Of(ProblemKind.Invalid, ReminderSettingsTexts.Catalog[why]);
}
