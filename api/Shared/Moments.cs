using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace EksGrader.Api.Shared;

/// <summary>Words times and durations for people.</summary>
internal static class Moments
{
    private static readonly ZonedDateTimePattern Pattern = ZonedDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm x", null);

    /// <summary>A time such as <c>2026-12-04 18:00 KST</c>.</summary>
    public static string Format(DateTimeOffset at, DateTimeZone? zone) =>
        Pattern.Format(Instant.FromDateTimeOffset(at).InZone(zone ?? DateTimeZone.Utc));

    /// <summary>A duration by its two largest units, such as <c>2 hr 14 min</c>; nothing less than a second, never negative.</summary>
    public static string Format(TimeSpan duration)
    {
        var left = duration < TimeSpan.Zero ? TimeSpan.Zero : duration;
        (string Unit, int Number)[] parts = [("Days", left.Days), ("Hours", left.Hours), ("Minutes", left.Minutes), ("Seconds", left.Seconds)];
        var shown = parts.SkipWhile(p => p.Number == 0).Take(2).Where(p => p.Number > 0).ToList();
        return shown.Count == 0
            ? SharedTexts.Text("Seconds", 0)
            : string.Join(' ', shown.Select(p => SharedTexts.Text(p.Unit, p.Number.ToString(CultureInfo.InvariantCulture))));
    }
}
