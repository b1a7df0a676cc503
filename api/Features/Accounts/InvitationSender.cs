using EksGrader.Api.Host.Mail;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Mail;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace EksGrader.Api.Features.Accounts;

/// <summary>An invitation on its way by e-mail.</summary>
internal sealed record SentInvitation(InvitationId Id, string Name, string Email, string Course, string Code, DateTimeOffset ExpiresAt, Uri Address)
{
    /// <summary>On whose clock times are told; UTC where it is not known.</summary>
    public required string TimeZone { get; init; }

    public override string ToString() => $"invitation {Id}";
}

/// <summary>
/// Mails invitations, and stores for each what became of it. What is not sent when the process ends shows as not sent, and is handed out
/// again: the code is kept nowhere else.
/// </summary>
internal sealed class InvitationSender(ISmtpPool mail, IServiceScopeFactory scopes, TimeProvider time, ILogger<InvitationSender> logger)
    : EmailQueue<SentInvitation>(mail, scopes, logger)
{
    protected override Task<EmailMessage?> WriteAsync(SentInvitation item, IServiceProvider services, CancellationToken cancellationToken) =>
        Task.FromResult<EmailMessage?>(InvitationEmail.Write(item));

    // One that could not be stored shows as not sent.
    protected override async Task MarkAsync(SentInvitation item, DeliveryResult result, IServiceProvider services, CancellationToken cancellationToken)
    {
        var db = services.GetRequiredService<EksGraderDb>();
        var fault = result.Outcome == DeliveryOutcome.Taken ? null : result.Said;
        await db.WriteAsync(async token => (await db.Invitations.FirstOrDefaultAsync(i => i.Id == item.Id, token))?.Mailed(time.GetUtcNow(), fault), cancellationToken);
    }
}

/// <summary>Words the e-mail of an invitation, in both languages: no one knows yet which one its reader wants.</summary>
internal static class InvitationEmail
{
    /// <summary>The address that an invitation's code opens at (<see cref="CodeLink"/>).</summary>
    public static string LinkOf(Uri address, string code) => CodeLink.To(address, "invitation", code).ToString();

    public static EmailMessage Write(SentInvitation invitation)
    {
        var link = LinkOf(invitation.Address, invitation.Code);
        var until = MomentText.Of(invitation.ExpiresAt, DateTimeZoneProviders.Tzdb.GetZoneOrNull(invitation.TimeZone));
        var subject = AccountTexts.Catalog["MailSubject", invitation.Course];
        var text = AccountTexts.Catalog["MailText", invitation.Name, invitation.Course, link, until, invitation.Code];
        return new EmailMessage(invitation.Email, invitation.Name, $"{subject.Ko} · {subject.En}", $"{text.Ko}\n\n—\n\n{text.En}\n");
    }
}
