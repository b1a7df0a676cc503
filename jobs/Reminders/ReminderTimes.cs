using System.Runtime.InteropServices;
using EksGrader.Db.Model;

namespace EksGrader.Jobs.Reminders;

/// <summary>When a student is reminded of what.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Number">The hour after the deadline; 0 before.</param>
/// <param name="At">When.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ReminderTime(ReminderKind Kind, int Number, DateTimeOffset At);

/// <summary>
/// The moments at which a lease reminds (docs/lifecycle.md, "Reminders"): at its start, an hour and a quarter of an hour before the deadline, at the
/// deadline, and every hour after it. Pure: it asks no clock.
/// </summary>
internal static class ReminderTimes
{
    /// <summary>How many hours after the deadline a student is still reminded: as long as the cluster is watched, and a day.</summary>
    public const int MostHours = 8 * 24;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    /// <summary>
    /// The newest moment that is not after <paramref name="now"/>; null before the start and once it is over. Of several moments that
    /// passed unseen, only the newest still makes sense: each says all that the ones before it would have said.
    /// </summary>
    public static ReminderTime? Newest(DateTimeOffset startedAt, DateTimeOffset deadline, DateTimeOffset now)
    {
        if (now < startedAt)
            return null;
        if (now >= deadline + Hour)
            return (long)((now - deadline) / Hour) is var hours && hours <= MostHours ? After(deadline, (int)hours) : null;
        return Few(startedAt, deadline).Where(m => m.At <= now).MaxBy(m => m.At);
    }

    /// <summary>When the next moment after <paramref name="now"/> is; null when there is none.</summary>
    public static DateTimeOffset? NextAfter(DateTimeOffset startedAt, DateTimeOffset deadline, DateTimeOffset now)
    {
        if (now < deadline)
            return Few(startedAt, deadline).Where(m => m.At > now).Min(m => m.At);
        var next = (long)((now - deadline) / Hour) + 1;
        return next <= MostHours ? deadline + (Hour * next) : null;
    }

    private static ReminderTime After(DateTimeOffset deadline, int hours) => new(ReminderKind.Overdue, hours, deadline + (Hour * hours));

    // Where less time is given than a reminder comes before the deadline, the start says it already.
    private static IEnumerable<ReminderTime> Few(DateTimeOffset startedAt, DateTimeOffset deadline)
    {
        if (startedAt < deadline)
            yield return new ReminderTime(ReminderKind.Start, 0, startedAt);
        if (deadline - Hour > startedAt)
            yield return new ReminderTime(ReminderKind.HourBefore, 0, deadline - Hour);
        if (deadline - Quarter > startedAt)
            yield return new ReminderTime(ReminderKind.QuarterBefore, 0, deadline - Quarter);
        yield return new ReminderTime(ReminderKind.AtDeadline, 0, deadline);
    }
}
