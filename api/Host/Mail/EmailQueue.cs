using System.Threading.Channels;
using EksGrader.Jobs.Mail;

namespace EksGrader.Api.Host.Mail;

/// <summary>
/// Sends e-mails one after the other while no one waits for them. They wait in memory: they hold codes that are stored nowhere. What is not sent
/// when the process ends is asked for again.
/// </summary>
/// <typeparam name="T">What an e-mail is written from; its text stands in logs.</typeparam>
internal abstract partial class EmailQueue<T>(ISmtpPool mail, IServiceScopeFactory scopes, ILogger logger, int mostWaiting = int.MaxValue) : BackgroundService
    where T : notnull
{
    private readonly Channel<T> waiting = Channel.CreateBounded<T>(new BoundedChannelOptions(mostWaiting) { SingleReader = true });

    /// <summary>Whether there is a mail server.</summary>
    public virtual bool IsConfigured => mail.IsConfigured;

    /// <summary>Sends one soon; false where too many wait.</summary>
    public bool Send(T item) => waiting.Writer.TryWrite(item);

    /// <summary>Writes the e-mail; null where there is none to send.</summary>
    protected abstract Task<EmailMessage?> WriteAsync(T item, IServiceProvider services, CancellationToken cancellationToken);

    /// <summary>Stores what became of it.</summary>
    protected virtual Task MarkAsync(T item, DeliveryResult result, IServiceProvider services, CancellationToken cancellationToken) => Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await waiting.Reader.WaitToReadAsync(stoppingToken))
            {
                // One connection for those that wait, closed once none does.
                await using var connection = mail.Open();
                while (waiting.Reader.TryRead(out var item))
                    await TrySendAsync(item, connection, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops, or did not start: a host that is taken down before it ran would call this a failure, and itself broken.
        }
    }

    private async Task TrySendAsync(T item, ISmtpConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            if (await WriteAsync(item, scope.ServiceProvider, cancellationToken) is not { } email)
                return;
            var result = await connection.SendAsync(email, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            if (result.Outcome != DeliveryOutcome.Taken)
                Log.NotSent(logger, item, result.Said);
            await MarkAsync(item, result, scope.ServiceProvider, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The others are not to suffer for it.
            Log.Failed(logger, e, item);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The mail server did not take {Email}: {Said}")]
        public static partial void NotSent(ILogger logger, object email, string said);

        [LoggerMessage(2, LogLevel.Error, "{Email} could not be sent")]
        public static partial void Failed(ILogger logger, Exception exception, object email);
    }
}
