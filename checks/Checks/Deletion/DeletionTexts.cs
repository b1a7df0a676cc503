using System.Globalization;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using NodaTime;
using NodaTime.Text;

namespace EksGrader.Checks.Checks.Deletion;

/// <summary>How looks and times are written down.</summary>
internal static class DeletionTexts
{
    private static readonly ZonedDateTimePattern Pattern = ZonedDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm x", null);

    /// <summary>A time to the minute with the short name of its zone, such as <c>2026-12-05 00:00 KST</c>.</summary>
    /// <param name="time">The time.</param>
    /// <param name="zone">Where; null for UTC.</param>
    public static string Time(DateTimeOffset time, DateTimeZone? zone) =>
        Pattern.Format(Instant.FromDateTimeOffset(time).InZone(zone ?? DateTimeZone.Utc));

    /// <summary>A time in the zone that a hand-in names.</summary>
    /// <inheritdoc cref="Time(DateTimeOffset, DateTimeZone?)"/>
    public static string Time(DateTimeOffset time, SubmissionTarget handIn) =>
        Time(time, ZoneOf(handIn));

    /// <summary>The zone that a hand-in names; null where it names none.</summary>
    public static DateTimeZone? ZoneOf(SubmissionTarget handIn) => handIn.TimeZone is { } id ? DateTimeZoneProviders.Tzdb.GetZoneOrNull(id) : null;

    /// <summary>What to do while the deadline has not come: of a cluster that was submitted late, from when on too.</summary>
    /// <param name="deadline">By when it must be gone.</param>
    /// <param name="keepUntil">Until when it is the instructor's to look at; null where it was submitted on time.</param>
    /// <param name="now">The time of the judgement.</param>
    /// <param name="zone">Where times are named; null for UTC.</param>
    public static IReadOnlyList<LocalizedText> HowTo(DateTimeOffset deadline, DateTimeOffset? keepUntil, DateTimeOffset now, DateTimeZone? zone) => keepUntil > now
        ? [RuleTexts.All["Del.KeepUntil", Time(keepUntil.Value, zone), Time(deadline, zone)], RuleTexts.All["Del.HowTo"]]
        : [RuleTexts.All["Del.HowTo"]];

    /// <summary>Every look with its answer, and the leftovers that it found.</summary>
    public static IReadOnlyList<Evidence> Evidence(LeaseHistory lease, DateTimeOffset now)
    {
        var lines = lease.Looks.Where(l => l.At <= now).SelectMany(l => (l.Leftovers ?? [])
            .Select(x => $"                      {SafeText.Line(x, 300)}")
            .Prepend($"{l.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)}  {l.Answer}"));
        return [new Evidence("aws eks describe-cluster", string.Concat(lines.Select(l => l + "\n")), now)];
    }
}
