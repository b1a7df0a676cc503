using System.Net.Sockets;
using EksGrader.Checks.Core;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;

namespace EksGrader.Api.Host.Mail;

/// <summary>How the mail server answers.</summary>
internal enum MailAnswer
{
    /// <summary>It takes the connection, and the sign-in where one is configured.</summary>
    Ready,

    /// <summary>Its name leads nowhere.</summary>
    UnknownHost,

    /// <summary>Nothing listens there, or something between refuses.</summary>
    Refused,

    /// <summary>It says nothing.</summary>
    Silent,

    /// <summary>TLS did not come about as configured.</summary>
    TlsFailed,

    /// <summary>It does not take the name and password.</summary>
    SignInFailed,

    /// <summary>It answers something else.</summary>
    Failed,
}

/// <summary>What came of a connection to the mail server.</summary>
/// <param name="Answer">How it answers.</param>
/// <param name="Said">What it said or what went wrong, in one line; empty where it is ready.</param>
internal sealed record MailProbeResult(MailAnswer Answer, string Said);

/// <summary>Connects to the mail server as the service does to send, signs in, and hangs up. Sends no e-mail.</summary>
internal sealed class MailProbe(IOptions<MailOptions> options, TimeProvider time)
{
    /// <summary>How long the server is waited for, all together.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private const int MostSaid = 200;

    /// <summary>Tries. What goes wrong is an answer, never an exception.</summary>
    public async Task<MailProbeResult> TryAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        using var client = new SmtpClient();
        var isSignedIn = false;
        try
        {
            await SmtpConnection.ConnectAsync(client, options.Value, both.Token);
            isSignedIn = true;
            await client.DisconnectAsync(quit: true, both.Token);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && (e is OperationCanceledException || SmtpConnection.IsOfTheLine(e)))
        {
            // One that hangs up without a farewell is as good.
            if (!isSignedIn)
                return new MailProbeResult(AnswerOf(e, client.IsConnected), SafeText.Line(SaidBy(e), MostSaid));
        }

        return new MailProbeResult(MailAnswer.Ready, "");
    }

    // What is wrong with a certificate stands within what the library makes of it.
    private static string SaidBy(Exception e) => e is SslHandshakeException && e.InnerException is { } inner ? inner.Message : e.Message;

    private static MailAnswer AnswerOf(Exception e, bool isConnected) => e switch
    {
        OperationCanceledException or TimeoutException => MailAnswer.Silent,
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData } => MailAnswer.UnknownHost,
        SocketException { SocketErrorCode: SocketError.TimedOut } => MailAnswer.Silent,
        SocketException => MailAnswer.Refused,
        SslHandshakeException => MailAnswer.TlsFailed,
        // Before the connection stands the library refuses for want of STARTTLS alone, after it for want of a way to sign in.
        NotSupportedException => isConnected ? MailAnswer.SignInFailed : MailAnswer.TlsFailed,
        AuthenticationException or ServiceNotAuthenticatedException => MailAnswer.SignInFailed,
        CommandException when isConnected => MailAnswer.SignInFailed,
        _ => MailAnswer.Failed,
    };
}
