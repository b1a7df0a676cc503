using System.Net.Sockets;
using System.Text;
using EksGrader.Checks.Core;
using EksGrader.Jobs.Mail;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace EksGrader.Api.Host.Mail;

/// <summary>
/// A connection to the mail server that stays open for many messages. What goes wrong is told as an answer that says whether the server
/// may have the message: once its text is on the way, only the server knows (RFC 5321, 4.5.3.2.6 and 6.1).
/// </summary>
internal sealed class SmtpConnection(MailOptions options, TimeProvider time) : ISmtpConnection
{
    // Servers close connections that never end; many allow a hundred messages.
    private const int MessagesOfConnection = 90;
    private const int MostSaid = 300;

    private SmtpClient? smtp;
    private int sent;

    /// <inheritdoc/>
    public async Task<DeliveryResult> SendAsync(EmailMessage email, CancellationToken cancellationToken)
    {
        if (TryRecipient(email.Name, email.To) is not { } to)
            return new DeliveryResult(DeliveryOutcome.Refused, $"'{SafeText.Line(email.To, 100)}' is no e-mail address");
        using var message = Message(email, to);
        var isFresh = smtp is not { IsConnected: true };
        var answer = await TryAsync(message, cancellationToken);

        // A server may close a connection while nothing is said on it: that is no answer to this message.
        if (answer is { Outcome: DeliveryOutcome.Later, IsWayBroken: true } && !isFresh && !cancellationToken.IsCancellationRequested)
            answer = await TryAsync(message, cancellationToken);
        return answer;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (smtp is not { } client)
            return;
        smtp = null;
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2), time);
            if (client.IsConnected)
                await client.DisconnectAsync(quit: true, patience.Token);
        }
        catch (Exception e) when (IsOfTheLine(e) || e is OperationCanceledException)
        {
            // Everything that was to be said was said and answered.
        }
        finally
        {
            client.Dispose();
        }
    }

    private async Task<DeliveryResult> TryAsync(MimeMessage message, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(options.Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var progress = new Begun();
        try
        {
            var client = await ConnectedAsync(both.Token);
            if (HasNoFormFor(client, message) is { } unknown)
                return new DeliveryResult(DeliveryOutcome.Refused, $"the mail server knows no form for '{SafeText.Line(unknown, 100)}'");
            await client.SendAsync(message, both.Token, progress);
            if (++sent >= MessagesOfConnection)
                await DisposeAsync();
            return DeliveryResult.Taken;
        }
        catch (SmtpCommandException e)
        {
            return await AnswerAsync(e);
        }
        catch (Exception e) when (IsOfTheLine(e) || e is OperationCanceledException)
        {
            Drop();
            var said = e is OperationCanceledException ? FormattableString.Invariant($"no answer within {options.Patience.TotalSeconds:0} s") : SafeText.Line(e.Message, MostSaid);
            return new DeliveryResult(progress.IsBegun ? DeliveryOutcome.Unsure : DeliveryOutcome.Later, said) { IsWayBroken = true };
        }
    }

    // The server's own word: 4yz may be tried again, 5yz not (RFC 5321, 4.2.1). A sender that it does not let in is the operator's to
    // mend, and no message is lost for it meanwhile.
    private async Task<DeliveryResult> AnswerAsync(SmtpCommandException e)
    {
        var said = SafeText.Line($"{(int)e.StatusCode} {e.Message}", MostSaid);
        var isOurs = e.ErrorCode == SmtpErrorCode.SenderNotAccepted || e.StatusCode is SmtpStatusCode.ServiceNotAvailable or SmtpStatusCode.AuthenticationRequired;
        if (isOurs)
            Drop();
        else
            await ResetAsync();
        return new DeliveryResult((int)e.StatusCode >= 500 && !isOurs ? DeliveryOutcome.Refused : DeliveryOutcome.Later, said) { IsWayBroken = isOurs };
    }

    // What was begun is taken back, so that the next message begins anew on the same connection.
    private async Task ResetAsync()
    {
        try
        {
            using var patience = new CancellationTokenSource(options.Patience, time);
            if (smtp is { IsConnected: true } client)
                await client.NoOpAsync(patience.Token);
        }
        catch (Exception e) when (IsOfTheLine(e) || e is SmtpCommandException or OperationCanceledException)
        {
            Drop();
        }
    }

    private async Task<SmtpClient> ConnectedAsync(CancellationToken cancellationToken)
    {
        if (smtp is { IsConnected: true } open)
            return open;
        Drop();
        var client = new SmtpClient { Timeout = (int)options.Patience.TotalMilliseconds };
        smtp = client;
        await ConnectAsync(client, options, cancellationToken);
        return client;
    }

    /// <summary>Connects, and signs in where a name is configured.</summary>
    internal static async Task ConnectAsync(SmtpClient client, MailOptions options, CancellationToken cancellationToken)
    {
        await client.ConnectAsync(options.Host, options.Port, Socket(options.Security), cancellationToken);
        if (options.User.Length > 0)
            await client.AuthenticateAsync(options.User, options.Password, cancellationToken);
    }

    // A local part in other letters needs SMTPUTF8 (RFC 6531, 3.1); said to a server without it, who knows whom it reaches. A host has a form in
    // ASCII, and the library uses it.
    private static string? HasNoFormFor(SmtpClient client, MimeMessage message) =>
        client.Capabilities.HasFlag(SmtpCapabilities.UTF8) ? null : message.To.Mailboxes.FirstOrDefault(to => !Ascii.IsValid(to.LocalPart))?.Address;

    private void Drop()
    {
        smtp?.Dispose();
        (smtp, sent) = (null, 0);
    }

    // Null where no mail server could know whom is meant (RFC 5322, 3.4.1): rosters hold what people typed.
    private static MailboxAddress? TryRecipient(string name, string address)
    {
        try
        {
            return new MailboxAddress(SafeText.Line(name, 200), address);
        }
        catch (ParseException)
        {
            return null;
        }
    }

    private MimeMessage Message(EmailMessage email, MailboxAddress to)
    {
        var from = MailboxAddress.Parse(options.From);
        var message = new MimeMessage
        {
            Subject = SafeText.Line(email.Subject, 200),
            Body = new TextPart("plain") { Text = email.Text },
            Date = time.GetUtcNow(),
        };
        message.From.Add(from);
        message.To.Add(to);
        if (email.Id is { } reminder)
        {
            message.MessageId = $"reminder-{reminder}@{from.Domain}";

            // No holiday notes in answer (RFC 3834; the second is what Exchange reads).
            message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
            message.Headers.Add("X-Auto-Response-Suppress", "All");
        }

        return message;
    }

    /// <summary>Whether it went wrong on the way to the server or there, and is no mistake of the program.</summary>
    internal static bool IsOfTheLine(Exception e) =>
        e is ProtocolException or CommandException or AuthenticationException or SslHandshakeException or ServiceNotConnectedException or ServiceNotAuthenticatedException
            or IOException or TimeoutException or SocketException or NotSupportedException or ObjectDisposedException or InvalidOperationException;

    private static SecureSocketOptions Socket(MailSecurity security) => security switch
    {
        MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
        MailSecurity.None => SecureSocketOptions.None,
        _ => SecureSocketOptions.StartTls,
    };

    /// <summary>Learns that the text of a message is on its way.</summary>
    private sealed class Begun : ITransferProgress
    {
        private volatile bool begun;

        public bool IsBegun => begun;

        public void Report(long bytesTransferred, long totalSize) => begun = true;

        public void Report(long bytesTransferred) => begun = true;
    }
}
