using System.Globalization;
using System.Text.RegularExpressions;

namespace EksGrader.Api.Features.Assignments.Editing;

/// <summary>Reads what the editor's form sends. Names of fields are the paths that faults name: <c>checks[0].points</c>.</summary>
internal static partial class EditorForms
{
    /// <summary>The form's name.</summary>
    public const string Name = "editor";

    private static readonly string[] Fields =
    [
        "assignment", "title.en", "title.ko", "description.en", "description.ko", "shown", "opensAt", "due", "timeZone", "closesAt", "counts", "maxAttempts", "latePenalty", "settleFor", "longLivedKeys", "requireEks",
        "assurance", "systemNamespaces", "deletion.deleteBy", "deletion.minimum", "deletion.lateAfter", "deletion.lateGrace", "deletion.enforce", "deletion.grace",
    ];

    /// <summary>What was sent.</summary>
    public static EditorInput Read(IFormCollection sent) => new(
        new AssignmentForm(
            Fields.ToDictionary(f => f, f => Text(sent, f), StringComparer.Ordinal),
            [.. sent["access"].OfType<string>()],
            Checks(sent)),
        sent["yaml"].ToString(),
        sent["agreed"].ToString(),
        int.TryParse(sent["version"], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0,
        sent["do"].LastOrDefault())
    {
        OnYaml = sent["side"] == "yaml",
    };

    private static List<CheckFields> Checks(IFormCollection sent) =>
    [
        .. sent.Keys.Select(k => CheckField().Match(k)).Where(m => m.Success)
            .GroupBy(m => int.Parse(m.Groups["index"].Value, CultureInfo.InvariantCulture))
            .OrderBy(g => g.Key)
            .Take(AssignmentForm.MostChecks)
            .Select(g => new CheckFields(
                Text(sent, FormattableString.Invariant($"checks[{g.Key}].check")),
                g.ToDictionary(m => m.Groups["name"].Value, m => Text(sent, m.Value), StringComparer.Ordinal))),
    ];

    private static string Text(IFormCollection sent, string name) => sent[name].ToString().Trim();

    [GeneratedRegex(@"\Achecks\[(?<index>[0-9]{1,3})\]\.(?<name>[A-Za-z][A-Za-z0-9]*)\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CheckField();
}
