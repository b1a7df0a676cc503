using System.Text.RegularExpressions;
using EksGrader.Api.Shared;

namespace EksGrader.Api.Features.Audit;

/// <summary>Words the subjects of the audit trail for people.</summary>
internal static partial class AuditLabels
{
    /// <summary>What remains to be said of a subject beside the person, the course and the link to the submission; ids are cut to what tells them apart.</summary>
    public static string RestOf(AuditEntryView entry)
    {
        var rest = entry.Subject;
        if (entry.Submission is { } submission)
            rest = Without(rest, $"submission {submission}");
        if (entry.Student is not null)
            rest = Person().Replace(rest, "");
        if (entry.Account is not null)
            rest = Account().Replace(rest, "");
        if (entry.Course is not null)
            rest = Without(rest, $"course {entry.Course}").Replace($" {entry.Course}/", " ", StringComparison.Ordinal);
        return Words().Replace(Ids().Replace(rest, static id => id.Value[^12..]), static word => AuditTexts.WordOr("Term_", word.Value)).Trim(' ', ',');
    }

    /// <summary>What something was or is, in the reader's words where the service wrote it; texts that people wrote stay as they are.</summary>
    /// <param name="value">The stored text.</param>
    /// <param name="zone">Where times are shown.</param>
    public static string ValueOf(string value, NodaTime.DateTimeZone zone) => Version().Match(value) is { Success: true } version
        ? AuditTexts.Say("Value_version", version.Groups["number"].Value)
        : AuditTexts.WordOr("Value_", value) is var worded && worded != value ? worded : Moments.InText(value, zone) ?? value;

    [GeneratedRegex(@"\b(?:assignment|check|contest|course|invitation|job|lease|sign|token|note)(?= )", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Words();

    [GeneratedRegex(@"\Aversion (?<number>\d+)\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Version();

    private static string Without(string text, string part) => text.Replace(part, "", StringComparison.Ordinal);

    [GeneratedRegex(@"(?: of|,)?(?:\A| )student [^ ,]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Person();

    [GeneratedRegex(@"(?: of|,)?(?:\A| )user [^ ,]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Account();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Ids();
}
