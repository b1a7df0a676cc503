using EksGrader.Checks.Core;
using EksGrader.Jobs.Reminders;
using Microsoft.Extensions.Options;
using MimeKit;

namespace EksGrader.Api.Host.Mail;

/// <summary>Hands single e-mails to a mail server by SMTP, while someone waits for the answer.</summary>
internal sealed class SmtpMailer(IOptions<MailOptions> options, TimeProvider time) : IMailer
{
    private readonly MailOptions options = options.Value;

    public bool IsConfigured => options.Host.Length > 0;

    public async Task SendAsync(EmailMessage letter, CancellationToken cancellationToken)
    {
        if (SmtpConnection.TryRecipient(letter.Name, letter.To) is not { } to)
            throw new MailException(SmtpConnection.NoAddress(letter.To).Said, inner: null);
        var message = new MimeMessage { Subject = SafeText.Line(letter.Subject, 200), Body = new TextPart("plain") { Text = letter.Text } };
        message.From.Add(MailboxAddress.Parse(options.From));
        message.To.Add(to);
        await using var line = new SmtpConnection(options, time);
        var answer = await line.SendAsync(message, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (answer.Outcome != DeliveryOutcome.Taken)
            throw new MailException(answer.Said, inner: null);
    }
}
