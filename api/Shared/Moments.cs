using System.Globalization;
using System.Text.RegularExpressions;
using EksGrader.Checks.Core;
using NodaTime;
using NodaTime.Text;

namespace EksGrader.Api.Shared;

/// <summary>Words times and durations for people. Pages write none by themselves (<c>MomentFormTests</c>).</summary>
internal static partial class Moments
{
    private static readonly ZonedDateTimePattern ClockPattern = ZonedDateTimePattern.CreateWithInvariantCulture("HH:mm", null);
    private static readonly LocalDateTimePattern InputPattern = LocalDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd'T'HH':'mm");

    /// <summary>A time in the language of the page, such as <c>2026-12-04 (Fri) 18:00 KST</c>; in UTC where no zone is known.</summary>
    public static string Format(DateTimeOffset at, DateTimeZone? zone) => MomentText.In(at, zone, CultureInfo.CurrentUICulture);

    /// <summary>The time of day alone: where the day is known, as on the axis of a chart.</summary>
    public static string Clock(DateTimeOffset at, DateTimeZone zone) => ClockPattern.Format(Instant.FromDateTimeOffset(at).InZone(zone));

    /// <summary>A time as fields of type <c>datetime-local</c> take it.</summary>
    public static string Input(Instant at, DateTimeZone zone) => InputPattern.Format(at.InZone(zone).LocalDateTime);

    /// <summary>A time as attributes and scripts take it: RFC 3339 in UTC to the second.</summary>
    public static string Machine(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A day, such as <c>2026-12-04</c>.</summary>
    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A text of the audit trail, which stores times in UTC to the minute, with its times as pages show them.</summary>
    public static string? InText(string? text, DateTimeZone zone) => text is null
        ? null
        : Stored().Replace(text, m => DateTimeOffset.TryParse(m.Value, CultureInfo.InvariantCulture, out var at) ? Format(at, zone) : m.Value);

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

    [GeneratedRegex(@"\b\d{4}-\d\d-\d\d \d\d:\d\dZ", RegexOptions.NonBacktracking)]
    private static partial Regex Stored();
}
