using System.Text.RegularExpressions;

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
        return Ids().Replace(rest, static id => id.Value[^12..]).Trim(' ', ',');
    }

    private static string Without(string text, string part) => text.Replace(part, "", StringComparison.Ordinal);

    [GeneratedRegex(@"(?: of|,)?(?:\A| )student [^ ,]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Person();

    [GeneratedRegex(@"(?: of|,)?(?:\A| )user [^ ,]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Account();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Ids();
}
