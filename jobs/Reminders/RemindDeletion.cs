using EksGrader.Db.Model;
using EksGrader.Jobs.Mail;
using EksGrader.Jobs.Scheduling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EksGrader.Jobs.Reminders;

/// <summary>
/// Reminds: plans what is due, then sends what waits, e-mails over a few connections that stay open, webhooks beside them. Neither waits
/// for the other, and nothing else waits for either. A server that does not answer ends the sending of its kind for this time.
/// </summary>
public sealed partial class RemindDeletion(IServiceScopeFactory scopes, ISmtpPool lines, IWebhookSender webhooks, ILogger<RemindDeletion> logger) : IRecurringJob
{
    /// <summary>How often it runs.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(15);

    private const int WebhooksAtOnce = 4;

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var lost = await WithAsync<ReminderOutbox, int>(l => l.LoseTrackAsync(cancellationToken));
        if (lost > 0)
            Log.Lost(logger, lost);
        if (lines.IsConfigured)
        {
            while (await WithAsync<ReminderPlanner, int>(p => p.PlanAsync(cancellationToken)) > 0)
                cancellationToken.ThrowIfCancellationRequested();
        }

        await WithAsync<DigestPlanner, bool>(async p =>
        {
            await p.PlanAsync(cancellationToken);
            return true;
        });

        // One after the other takes the next few: side by side they would want the same ones.
        using var turn = new SemaphoreSlim(1, 1);
        await Task.WhenAll(
            SendAllAsync(ReminderChannel.Email, lines.IsConfigured ? lines.Most : 0, turn, cancellationToken),
            SendAllAsync(ReminderChannel.Webhook, WebhooksAtOnce, turn, cancellationToken));
        if (!lines.IsConfigured)
            await WithAsync<ReminderOutbox, int>(l => l.DropEmailsAsync(cancellationToken));
    }

    private Task SendAllAsync(ReminderChannel channel, int hands, SemaphoreSlim turn, CancellationToken cancellationToken) =>
        Task.WhenAll(Enumerable.Range(0, hands).Select(_ => SendAsync(channel, turn, cancellationToken)));

    private async Task SendAsync(ReminderChannel channel, SemaphoreSlim turn, CancellationToken cancellationToken)
    {
        await using var line = channel == ReminderChannel.Email ? lines.Open() : null;
        IReadOnlyList<Handled> handled = [];
        try
        {
            while (true)
            {
                var taken = await NextAsync(channel, handled, turn, cancellationToken);
                handled = [];
                if (taken.Count == 0)
                    return;
                handled = await SendAsync(taken, line, cancellationToken);
                if (channel == ReminderChannel.Email && handled.Any(h => h.Answer is null or { IsWayBroken: true }))
                    return;
            }
        }
        finally
        {
            // Also when the program stops: what was taken by a server is marked so, or it would never be known.
            if (handled.Count > 0)
                await WithAsync<ReminderOutbox, bool>(async l =>
                {
                    await l.MarkAsync(handled, CancellationToken.None);
                    return true;
                });
        }
    }

    private async Task<IReadOnlyList<Outgoing>> NextAsync(ReminderChannel channel, IReadOnlyList<Handled> handled, SemaphoreSlim turn, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            return await WithAsync<ReminderOutbox, IReadOnlyList<Outgoing>>(l => l.NextAsync(channel, handled, cancellationToken));
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<IReadOnlyList<Handled>> SendAsync(IReadOnlyList<Outgoing> taken, ISmtpConnection? line, CancellationToken cancellationToken)
    {
        var handled = new List<Handled>();
        var isBroken = false;
        foreach (var message in taken)
        {
            DeliveryResult? answer = null;
            if (!isBroken && !cancellationToken.IsCancellationRequested)
                answer = await SendAsync(message, line, cancellationToken);
            if (answer is { Outcome: not DeliveryOutcome.Taken })
                Log.NotSent(logger, message.Id, answer.Outcome, answer.Said);
            isBroken |= answer?.IsWayBroken == true;
            handled.Add(new Handled(message.Id, answer));
        }

        return handled;
    }

    private async Task<DeliveryResult> SendAsync(Outgoing message, ISmtpConnection? line, CancellationToken cancellationToken) => message switch
    {
        { Email: { } email } when line is not null => await line.SendAsync(email, cancellationToken),
        { Webhook: { } address } => await webhooks.PostAsync(address, message.Id, message.Text, cancellationToken),
        _ => throw new InvalidOperationException($"Reminder {message.Id} has no way to go."),
    };

    private async Task<TAnswer> WithAsync<TService, TAnswer>(Func<TService, Task<TAnswer>> work)
        where TService : notnull
    {
        await using var scope = scopes.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<TService>());
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Reminder {Reminder} was not sent ({Outcome}): {Said}")]
        public static partial void NotSent(ILogger logger, EksGrader.Db.Model.ReminderId reminder, DeliveryOutcome outcome, string said);

        [LoggerMessage(2, LogLevel.Warning, "{Count} reminders were being sent when the service ended; it is unknown whether they arrived, and they are not sent again")]
        public static partial void Lost(ILogger logger, int count);
    }
}
