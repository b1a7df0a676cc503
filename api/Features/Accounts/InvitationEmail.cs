using System.Globalization;
using EksGrader.Api.Host.Mail;

namespace EksGrader.Api.Features.Accounts;

/// <summary>Words the e-mail of an invitation, in both languages: no one knows yet which one its reader wants.</summary>
internal static class InvitationEmail
{
    /// <summary>The address that an invitation's code opens at (<see cref="CodeLink"/>).</summary>
    public static string LinkOf(Uri address, string code) => CodeLink.To(address, "invitation", code).ToString();

    public static EmailMessage Write(SentInvitation invitation)
    {
        var link = LinkOf(invitation.Address, invitation.Code);
        var until = invitation.ExpiresAt.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
        var subject = AccountTexts.Catalog["MailSubject", invitation.Course];
        var text = AccountTexts.Catalog["MailText", invitation.Name, invitation.Course, link, until, invitation.Code];
        return new EmailMessage(invitation.Email, invitation.Name, $"{subject.Ko} · {subject.En}", $"{text.Ko}\n\n—\n\n{text.En}\n");
    }
}
