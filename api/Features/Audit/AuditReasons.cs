using System.Globalization;
using System.Text.RegularExpressions;

namespace EksGrader.Api.Features.Audit;

/// <summary>Reasons of the audit trail in the reader's language. What a person wrote stays as it is.</summary>
internal static partial class AuditReasons
{
    private const string Korean = "ko";

    /// <summary>The reason of an entry; null where none was given.</summary>
    public static string? Of(AuditEntryView entry) => entry switch
    {
        { Why: null } => null,
        { WhyKo: { } korean } when CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == Korean => korean,
        _ => Worded(entry.Why),
    };

    // The service's own short reasons are stored as they are told here; their keys are their words.
    private static string Worded(string why) =>
        Observation().Match(why) is { Success: true } observed ? AuditTexts.Say("Reason_observation", observed.Groups["number"].Value, AuditTexts.WordOr("Answer_", observed.Groups["answer"].Value))
        : CopyOf().Match(why) is { Success: true } copy ? AuditTexts.Say("Reason_copy", copy.Groups["course"].Value)
        : MadeAfter().Match(why) is { Success: true } made ? AuditTexts.Say("Reason_madeAfter", made.Groups["made"].Value, made.Groups["tried"].Value)
        : AuditTexts.WordOr("Reason_", why) is var worded && worded != why ? worded : why;

    [GeneratedRegex(@"\Aobservation (?<number>\d+): (?<answer>[A-Za-z]*)\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Observation();

    [GeneratedRegex(@"\Aa copy of (?<course>\S+)\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CopyOf();

    [GeneratedRegex(@"\Athe cluster was made at (?<made>[^,]+), after the refused submission at (?<tried>.+)\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MadeAfter();
}
