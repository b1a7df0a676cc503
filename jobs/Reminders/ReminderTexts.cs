using System.Globalization;
using System.Resources;
using EksGrader.Checks.Core;
using NodaTime;

namespace EksGrader.Jobs.Reminders;

/// <summary>The words of reminders.</summary>
public static class ReminderTexts
{
    /// <summary>The sentences, from <c>ReminderTexts.resx</c> and <c>ReminderTexts.ko.resx</c>.</summary>
    public static TextCatalog Catalog { get; } = new(new ResourceManager("EksGrader.Jobs.Reminders.ReminderTexts", typeof(ReminderTexts).Assembly));

    /// <summary>A duration to the minute, such as <c>2 h 5 min</c>; never negative.</summary>
    public static LocalizedText Duration(TimeSpan duration)
    {
        var minutes = Math.Max(0, (long)Math.Round(duration.TotalMinutes, MidpointRounding.AwayFromZero));
        return (minutes / 60, minutes % 60) switch
        {
            (0, var rest) => Catalog["Minutes", rest],
            (var hours, 0) => Catalog["Hours", hours],
            var (hours, rest) => Catalog["HoursMinutes", hours, rest],
        };
    }

    /// <summary>A time on the course's clock, such as <c>2026-12-05 (Sat) 00:00 KST</c>.</summary>
    public static LocalizedText At(DateTimeOffset at, DateTimeZone zone) => MomentText.Of(at, zone);

    /// <summary>A time on the course's clock and in UTC.</summary>
    public static LocalizedText AtBoth(DateTimeOffset at, DateTimeZone zone)
    {
        var (local, utc) = (MomentText.Of(at, zone), MomentText.Of(at, DateTimeZone.Utc));
        return new LocalizedText($"{local.En} = {utc.En}", $"{local.Ko} = {utc.Ko}");
    }

    /// <summary>An amount of money an hour, such as <c>$0.23</c>.</summary>
    public static string Usd(decimal amount) => amount.ToString("'$'0.00", CultureInfo.InvariantCulture);

    /// <summary>The culture of a language: <c>ko</c> or <c>en</c>.</summary>
    public static CultureInfo CultureOf(string language) => CultureInfo.GetCultureInfo(string.Equals(language, "en", StringComparison.Ordinal) ? "en" : "ko");
}
