using System.Globalization;

namespace EksGrader.Simulator.Kubernetes;

/// <summary>Ages as Kubernetes prints them (apimachinery <c>pkg/util/duration</c>, HumanDuration).</summary>
internal static class HumanAge
{
    /// <summary>Such as <c>45s</c>, <c>7m12s</c>, <c>4h5m</c>, <c>3d</c>.</summary>
    public static string Format(TimeSpan age)
    {
        var seconds = (long)age.TotalSeconds;
        var (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86400);
        return seconds switch
        {
            < -1 => "<invalid>",
            < 0 => "0s",
            < 120 => Text(seconds, "s"),
            < 600 => Text(minutes, "m") + Rest(seconds % 60, "s"),
            < 10800 => Text(minutes, "m"),
            < 28800 => Text(hours, "h") + Rest(minutes % 60, "m"),
            < 172800 => Text(hours, "h"),
            < 691200 => Text(days, "d") + Rest(hours % 24, "h"),
            < 63072000 => Text(days, "d"),
            < 252288000 => Text(days / 365, "y") + Rest(days % 365, "d"),
            _ => Text(days / 365, "y"),
        };
    }

    private static string Rest(long number, string unit) => number == 0 ? "" : Text(number, unit);

    private static string Text(long number, string unit) => number.ToString(CultureInfo.InvariantCulture) + unit;
}
