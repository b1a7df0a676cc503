using System.Text.Json;
using EksGrader.Db.Model;

namespace EksGrader.Jobs.Reminders;

/// <summary>A reminder that is about to be sent, worded with what is known by then.</summary>
public abstract record Written
{
    private Written()
    {
    }

    /// <summary>It can go.</summary>
    /// <param name="Message">The message.</param>
    public sealed record Fit(Outgoing Message) : Written;

    /// <summary>It must not be said yet.</summary>
    public sealed record NotYet : Written;

    /// <summary>It makes no sense any more.</summary>
    /// <param name="Why">Why, in a few words.</param>
    public sealed record Senseless(string Why) : Written;
}

/// <summary>Words reminders at the last moment, by what is known then: the lease may have ended, the deadline moved, the webhook changed.</summary>
internal sealed class ReminderWriter(StudentEmails students, CourseworkEmails coursework, StaffEmails staff)
{
    /// <summary>Words some reminders. One that cannot be worded is dropped and holds no other up.</summary>
    public async Task<IReadOnlyDictionary<ReminderId, Written>> WriteAsync(IReadOnlyList<Reminder> reminders, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            return await WriteAllAsync(reminders, now, cancellationToken);
        }
        catch (Exception e) when (IsOfTheRows(e) && reminders.Count > 1)
        {
            var written = new Dictionary<ReminderId, Written>();
            foreach (var reminder in reminders)
                written[reminder.Id] = (await WriteAsync([reminder], now, cancellationToken))[reminder.Id];
            return written;
        }
        catch (Exception e) when (IsOfTheRows(e))
        {
            return new Dictionary<ReminderId, Written> { [reminders[0].Id] = new Written.Senseless($"cannot be worded ({e.GetType().Name})") };
        }
    }

    private static bool IsOfTheRows(Exception e) => e is InvalidDataException or FormatException or ArgumentException or JsonException or KeyNotFoundException or OverflowException;

    private async Task<IReadOnlyDictionary<ReminderId, Written>> WriteAllAsync(IReadOnlyList<Reminder> reminders, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var written = new Dictionary<ReminderId, Written>();
        await students.WriteAsync([.. reminders.Where(r => r.LeaseId is not null)], written, now, cancellationToken);
        await coursework.WriteAsync([.. reminders.Where(r => CourseworkEmails.Words(r.Kind))], written, now, cancellationToken);
        await staff.WriteAsync([.. reminders.Where(r => r.LeaseId is null && !CourseworkEmails.Words(r.Kind))], written, now, cancellationToken);
        return written;
    }
}
