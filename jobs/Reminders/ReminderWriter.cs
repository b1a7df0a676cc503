using EksGrader.Db.Ids;
using EksGrader.Db.Reminders;

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
/// <param name="students">Words what students get.</param>
/// <param name="staff">Words what those who teach get.</param>
public sealed class ReminderWriter(StudentLetters students, StaffLetters staff)
{
    /// <summary>Words some reminders.</summary>
    public async Task<IReadOnlyDictionary<ReminderId, Written>> WriteAsync(IReadOnlyList<Reminder> reminders, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var written = new Dictionary<ReminderId, Written>();
        await students.WriteAsync([.. reminders.Where(r => r.LeaseId is not null)], written, now, cancellationToken);
        await staff.WriteAsync([.. reminders.Where(r => r.LeaseId is null)], written, now, cancellationToken);
        return written;
    }
}
