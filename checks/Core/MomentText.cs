using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace EksGrader.Checks.Core;

/// <summary>
/// Writes a moment for people, in one form wherever people read one: pages, e-mails, feedback and the audit trail. Such as
/// <c>2026-11-30 (Mon) 21:08 KST</c>, and in Korean <c>2026-11-30 (월) 21:08 KST</c>.
/// </summary>
public static class MomentText
{
    private static readonly ZonedDateTimePattern English = ZonedDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd (ddd) HH:mm x", null).WithCulture(CultureInfo.GetCultureInfo("en"));
    private static readonly ZonedDateTimePattern Korean = English.WithCulture(CultureInfo.GetCultureInfo("ko"));

    /// <summary>A moment in both languages.</summary>
    /// <param name="at">The moment.</param>
    /// <param name="zone">On whose clock; null for UTC.</param>
    public static LocalizedText Of(DateTimeOffset at, DateTimeZone? zone)
    {
        var local = Instant.FromDateTimeOffset(at).InZone(zone ?? DateTimeZone.Utc);
        return new LocalizedText(English.Format(local), Korean.Format(local));
    }

    /// <summary>A moment in the language of a culture.</summary>
    /// <param name="at">The moment.</param>
    /// <param name="zone">On whose clock; null for UTC.</param>
    /// <param name="culture">The language.</param>
    public static string In(DateTimeOffset at, DateTimeZone? zone, CultureInfo culture) => Of(at, zone).In(culture);
}
