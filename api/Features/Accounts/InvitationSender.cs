using System.Threading.Channels;
using EksGrader.Api.Host.Mail;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Accounts;

/// <summary>An invitation on its way by e-mail.</summary>
internal sealed record SentInvitation(InvitationId Id, string Name, string Email, string Course, string Code, DateTimeOffset ExpiresAt, Uri Address)
{
    public override string ToString() => $"invitation {Id}";
}

/// <summary>
/// Sends invitations one after the other while no one waits, and notes at each what became of it. What is not sent when the process
/// ends shows as not sent, and is handed out again: the code is kept nowhere else.
/// </summary>
internal sealed partial class InvitationSender(IMailer mailer, IServiceScopeFactory scopes, TimeProvider time, ILogger<InvitationSender> log) : BackgroundService
{
    private readonly Channel<SentInvitation> waiting = Channel.CreateUnbounded<SentInvitation>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Whether there is a mail server.</summary>
    public bool IsConfigured => mailer.IsConfigured;

    /// <summary>Sends some, soon.</summary>
    public void Send(IReadOnlyList<SentInvitation> invitations)
    {
        foreach (var invitation in invitations)
            waiting.Writer.TryWrite(invitation);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var invitation in waiting.Reader.ReadAllAsync(stoppingToken))
                await TrySendAsync(invitation, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops, or did not start: a host that is taken down before it ran would call this a failure, and itself broken.
        }
    }

    private async Task TrySendAsync(SentInvitation invitation, CancellationToken cancellationToken)
    {
        try
        {
            await NoteAsync(invitation.Id, await SendAsync(invitation, cancellationToken), cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // One that could not be noted shows as not sent; the others are not to suffer for it.
            Log.Failed(log, e, invitation.Id);
        }
    }

    private async Task<string?> SendAsync(SentInvitation invitation, CancellationToken cancellationToken)
    {
        try
        {
            await mailer.SendAsync(InvitationEmail.Write(invitation), cancellationToken);
            return null;
        }
        catch (MailException e)
        {
            Log.NotSent(log, e, invitation.Id);
            return e.Message;
        }
    }

    private async Task NoteAsync(InvitationId id, string? fault, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<EksGraderDb>();
        await db.WriteAsync(async token => (await db.Invitations.FirstOrDefaultAsync(i => i.Id == id, token))?.Mailed(time.GetUtcNow(), fault), cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The mail server did not take invitation {Invitation}")]
        public static partial void NotSent(ILogger logger, Exception exception, InvitationId invitation);

        [LoggerMessage(2, LogLevel.Error, "Invitation {Invitation} failed")]
        public static partial void Failed(ILogger logger, Exception exception, InvitationId invitation);
    }
}
