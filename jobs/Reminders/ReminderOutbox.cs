using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Mail;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Jobs.Reminders;

/// <summary>A message that is taken in hand.</summary>
/// <param name="Id">The reminder.</param>
/// <param name="Email">The e-mail; null for a webhook.</param>
/// <param name="Webhook">The webhook; null for an e-mail.</param>
/// <param name="Text">What is posted there.</param>
public sealed record Outgoing(ReminderId Id, EmailMessage? Email, Uri? Webhook, string Text);

/// <summary>What became of a message that was taken in hand.</summary>
/// <param name="Id">The reminder.</param>
/// <param name="Answer">The answer; null where it was not begun.</param>
internal sealed record Handled(ReminderId Id, DeliveryResult? Answer);

/// <summary>
/// Keeps the marks of the outbox. A few messages at a time are marked as being sent before anything goes out, and marked anew with what
/// became of them when the next few are taken: one transaction for both. A process that dies in between leaves those few marked, and no process sends
/// them again (docs/decisions/0014).
/// </summary>
internal sealed class ReminderOutbox(EksGraderDb db, ReminderWriter writer, TimeProvider time)
{
    /// <summary>How many messages are in one hand: as many may be lost sight of when a process dies.</summary>
    public const int Handful = 8;

    /// <summary>How often one is tried that the server puts off. Where there is no server at all, it is tried for <see cref="Longest"/>.</summary>
    public const int MostTries = 8;

    /// <summary>How long a server that is not there is waited for.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>After what time one that is being sent is lost sight of: no process takes that long for a handful.</summary>
    public static readonly TimeSpan LostAfter = TimeSpan.FromMinutes(10);

    // Of those that go nowhere, in one transaction.
    private const int MostAtOnce = 256;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(30);

    /// <summary>Marks what became of some messages, and takes the next few in hand.</summary>
    /// <param name="channel">The way that they go.</param>
    /// <param name="handled">What became of the last ones.</param>
    /// <param name="cancellationToken">Ends the waiting; nothing is marked then.</param>
    public async Task<IReadOnlyList<Outgoing>> NextAsync(ReminderChannel channel, IReadOnlyList<Handled> handled, CancellationToken cancellationToken)
    {
        // At midnight thousands wait for the observation of that time: they are put off by more and more at once, and others write in between.
        for (var most = Handful; ; most = Math.Min(most * 4, MostAtOnce))
        {
            // Most of the time there is nothing to do: no writer waits for that.
            if (handled.Count == 0 && !await Due(channel, time.GetUtcNow()).AnyAsync(cancellationToken))
                return [];
            var before = handled;
            var taken = await db.WriteAsync(
                async token =>
                {
                    await MarkAsync(before, token);
                    return await TakeAsync(channel, most, token);
                },
                cancellationToken);
            if (taken.Count > 0)
                return taken;
            handled = [];
        }
    }

    /// <summary>Marks what became of some messages.</summary>
    public Task MarkAsync(IReadOnlyList<Handled> handled, CancellationToken cancellationToken) => db.WriteAsync(
        async token =>
        {
            var ids = handled.Select(h => h.Id).ToList();
            var rows = await db.Reminders.Where(r => ids.Contains(r.Id)).ToDictionaryAsync(r => r.Id, token);
            foreach (var (id, answer) in handled)
                Mark(rows[id], answer, time.GetUtcNow());
        },
        cancellationToken);

    /// <summary>Gives up for uncertain what a process that is gone had in hand; the answer is how many.</summary>
    public async Task<int> LoseTrackAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var before = now - LostAfter;
        var lost = db.Reminders.Where(r => r.State == ReminderState.Sending && r.SendingSince <= before);
        return await ChangeAsync(lost, r => r.LoseTrack(now, "the service ended while it was being sent"), cancellationToken);
    }

    /// <summary>Drops e-mails that wait where there is no mail server: one that is set up later is to send no old news. The answer is how many.</summary>
    public async Task<int> DropEmailsAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var waiting = db.Reminders.Where(r => r.State == ReminderState.Waiting && r.Channel == ReminderChannel.Email);
        return await ChangeAsync(waiting, r => r.Drop(now, "there is no mail server"), cancellationToken);
    }

    private IQueryable<Reminder> Due(ReminderChannel channel, DateTimeOffset now) =>
        db.Reminders.Where(r => r.State == ReminderState.Waiting && r.Channel == channel && r.NextTryAt <= now);

    private async Task<int> ChangeAsync(IQueryable<Reminder> which, Action<Reminder> change, CancellationToken cancellationToken) =>
        !await which.AnyAsync(cancellationToken) ? 0 : await db.WriteAsync(
            async token =>
            {
                var found = await which.ToListAsync(token);
                found.ForEach(change);
                return found.Count;
            },
            cancellationToken);

    private static void Mark(Reminder reminder, DeliveryResult? answer, DateTimeOffset now)
    {
        // A process that was thought dead may come back with an answer: that the server took it is worth knowing, all else is not.
        if (reminder.State != ReminderState.Sending && !(reminder.State == ReminderState.Unsure && answer?.Outcome == DeliveryOutcome.Taken))
            return;
        switch (answer)
        {
            case null:
                reminder.PutBack(now);
                break;
            case { Outcome: DeliveryOutcome.Taken }:
                reminder.Sent(now);
                break;
            case { Outcome: DeliveryOutcome.Unsure, Said: var said }:
                reminder.LoseTrack(now, said);
                break;
            case { Outcome: DeliveryOutcome.Later, Said: var said } when reminder.Tries < MostTries || (answer.IsWayBroken && now - reminder.DueAt < Longest):
                reminder.TryAgain(now + PauseAfter(reminder.Tries, answer.After), said);
                break;
            default:
                reminder.Fail(now, answer.Said);
                break;
        }
    }

    private static TimeSpan PauseAfter(int tries, TimeSpan? asked)
    {
        var pause = FirstPause * Math.Pow(2, Math.Min(tries - 1, 10));
        pause = pause > LongestPause ? LongestPause : pause;
        return asked > pause ? asked.Value : pause;
    }

    private async Task<IReadOnlyList<Outgoing>> TakeAsync(ReminderChannel channel, int most, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken); // the query below is to see what the transaction has done so far
        var now = time.GetUtcNow();
        var due = await Due(channel, now).OrderBy(r => r.NextTryAt).ThenBy(r => r.Id).Take(most).ToListAsync(cancellationToken);
        var written = await writer.WriteAsync(due, now, cancellationToken);
        var taken = new List<Outgoing>();
        foreach (var reminder in due.TakeWhile(_ => taken.Count < Handful))
        {
            switch (written[reminder.Id])
            {
                case Written.Fit fit:
                    reminder.Begin(now);
                    taken.Add(fit.Message);
                    break;
                case Written.NotYet:
                    reminder.PutOff(now + ReminderPlanner.Held);
                    break;
                case Written.Senseless senseless:
                    reminder.Drop(now, senseless.Why);
                    break;
                default:
                    throw new InvalidOperationException($"Reminder {reminder.Id} was not written.");
            }
        }

        return taken;
    }
}
