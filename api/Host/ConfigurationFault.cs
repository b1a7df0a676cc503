using System.Globalization;
using System.Text.RegularExpressions;
using EksGrader.Checks.Core;

namespace EksGrader.Api.Host;

/// <summary>A value of the configuration that cannot be read, such as a word where a number belongs, in one line for the operator.</summary>
internal static partial class ConfigurationFault
{
    /// <summary>The line; null for an exception that is none of the binder's.</summary>
    public static string? Say(Exception exception) =>
        exception is InvalidOperationException && Form().Match(exception.Message) is { Success: true } match
            ? string.Create(CultureInfo.InvariantCulture, $"{match.Groups["key"].Value}: '{SafeText.Line(match.Groups["value"].Value, 60)}' {Wanted(match.Groups["type"].Value)}")
            : null;

    private static string Wanted(string type)
    {
        if (AppDomain.CurrentDomain.GetAssemblies().Select(a => a.GetType(type)).FirstOrDefault(t => t is { IsEnum: true }) is { } known)
            return $"is none of {string.Join(", ", Enum.GetNames(known))}.";
        return type switch
        {
            "System.Int32" or "System.Int64" => "is no whole number.",
            "System.Double" or "System.Decimal" => "is no number.",
            "System.Boolean" => "is neither true nor false.",
            "System.TimeSpan" => "is no length of time, such as 00:00:30 or 1.02:00:00.",
            "System.Uri" => "is no address.",
            _ => "cannot be read.",
        };
    }

    // The binder's own message (Microsoft.Extensions.Configuration.Binder, Error_FailedBinding): it has no other trace of the key.
    [GeneratedRegex("^Failed to convert configuration value '(?<value>.*)' at '(?<key>[^']+)' to type '(?<type>[^']+)'\\.$", RegexOptions.ExplicitCapture | RegexOptions.Singleline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
