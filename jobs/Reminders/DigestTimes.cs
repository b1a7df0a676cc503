using NodaTime;
using NodaTime.TimeZones;

namespace EksGrader.Jobs.Reminders;

/// <summary>When a course's digest and the summary of its day are due. Pure.</summary>
public static class DigestTimes
{
    /// <summary>How long after the end of a day its summary comes: by then clusters were looked at several times after a midnight's deadline.</summary>
    public static readonly Duration AfterTheDay = Duration.FromMinutes(20);

    private static readonly ZoneLocalMappingResolver Later = Resolvers.CreateMappingResolver(Resolvers.ReturnLater, Resolvers.ReturnForwardShifted);

    /// <summary>The newest digest that is due.</summary>
    /// <param name="zone">The course's time zone.</param>
    /// <param name="at">The time of day, after midnight.</param>
    /// <param name="now">Now.</param>
    public static Instant Digest(DateTimeZone zone, TimeSpan at, Instant now)
    {
        var today = now.InZone(zone).Date;
        var time = LocalTime.FromTicksSinceMidnight(at.Ticks);
        return Enumerable.Range(0, 3).Select(back => zone.ResolveLocal(today.PlusDays(-back) + time, Later).ToInstant()).First(due => due <= now);
    }

    /// <summary>The newest summary that is due, and the day that it is about: from its start, to its end, which is included.</summary>
    /// <param name="zone">The course's time zone.</param>
    /// <param name="now">Now.</param>
    public static (Instant DueAt, Instant From, Instant To) Summary(DateTimeZone zone, Instant now)
    {
        var today = (now - AfterTheDay).InZone(zone).Date;
        var (from, to) = (zone.AtStartOfDay(today.PlusDays(-1)).ToInstant(), zone.AtStartOfDay(today).ToInstant());
        return (to + AfterTheDay, from, to);
    }
}
