using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;

namespace EksGrader.Checks.Core;

/// <summary>Durations as assignments and the command line write them: <c>10m</c>, <c>1h30m</c>, <c>7d</c>, <c>0s</c>.</summary>
public static partial class DurationText
{
    /// <summary>The form as a regular expression that JSON Schema understands too; it takes the empty text as well, which is no duration.</summary>
    internal const string Pattern = "^([0-9]{1,6}d)?([0-9]{1,6}h)?([0-9]{1,6}m)?([0-9]{1,6}s)?$";

    /// <summary>Reads whole days, hours, minutes and seconds, each at most once and in this order.</summary>
    /// <returns>Null where the text is no duration.</returns>
    public static Duration? Parse(string text)
    {
        var match = Form.Match(text);
        if (text.Length == 0 || !match.Success)
            return null;

        return Duration.FromDays(Part("d")) + Duration.FromHours(Part("h")) + Duration.FromMinutes(Part("m")) + Duration.FromSeconds(Part("s"));

        int Part(string unit) => match.Groups[unit] is { Success: true, Value: var digits } ? int.Parse(digits, CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>Writes a duration in its shortest form, such as <c>1h30m</c>; parts of a second are left out.</summary>
    public static string Format(Duration duration)
    {
        var (days, hours, minutes, seconds) = (duration.Days, duration.Hours, duration.Minutes, duration.Seconds);
        var text = string.Concat(Part(days, 'd'), Part(hours, 'h'), Part(minutes, 'm'), Part(seconds, 's'));
        return text.Length > 0 ? text : "0s";

        static string Part(int count, char unit) => count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{count}{unit}");
    }

    [GeneratedRegex(@"\A(?:(?<d>[0-9]{1,6})d)?(?:(?<h>[0-9]{1,6})h)?(?:(?<m>[0-9]{1,6})m)?(?:(?<s>[0-9]{1,6})s)?\z", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Form { get; }
}
