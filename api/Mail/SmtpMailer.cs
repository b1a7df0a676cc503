using EksGrader.Checks;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;

namespace EksGrader.Api.Mail;

/// <summary>Hands e-mails to a mail server by SMTP.</summary>
/// <param name="options">Which.</param>
internal sealed class SmtpMailer(IOptions<MailOptions> options) : IMailer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly MailOptions options = options.Value;

    public bool IsConfigured => options.Host.Length > 0;

    public async Task SendAsync(Letter letter, CancellationToken cancellationToken)
    {
        using var message = new MimeMessage { Subject = SafeText.Line(letter.Subject, 200), Body = new TextPart("plain") { Text = letter.Text } };
        message.From.Add(MailboxAddress.Parse(options.From));
        message.To.Add(new MailboxAddress(SafeText.Line(letter.Name, 200), letter.To));
        using var smtp = new SmtpClient { Timeout = (int)Patience.TotalMilliseconds };
        try
        {
            await smtp.ConnectAsync(options.Host, options.Port, Socket(options.Security), cancellationToken);
            if (options.User.Length > 0)
                await smtp.AuthenticateAsync(options.User, options.Password, cancellationToken);
            await smtp.SendAsync(message, cancellationToken);
            await smtp.DisconnectAsync(quit: true, cancellationToken);
        }
        catch (Exception e) when (e is ProtocolException or CommandException or AuthenticationException or SslHandshakeException or ServiceNotConnectedException or IOException or TimeoutException or System.Net.Sockets.SocketException)
        {
            throw new MailException(SafeText.Line(e.Message, 300), e);
        }
    }

    private static SecureSocketOptions Socket(MailSecurity security) => security switch
    {
        MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
        MailSecurity.None => SecureSocketOptions.None,
        _ => SecureSocketOptions.StartTls,
    };
}
