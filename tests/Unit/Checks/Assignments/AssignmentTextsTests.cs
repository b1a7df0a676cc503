using System.Collections;
using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using EksGrader.Checks.Input;

namespace EksGrader.Tests.Unit.Checks.Assignments;

public sealed partial class AssignmentTextsTests
{
    [Fact]
    public void Texts_BothLanguages_HaveTheSameKeysAndPlaceholders() =>
        Assert.Equal(Placeholders("en"), Placeholders("ko"));

    [Fact]
    public void Texts_Korean_IsKorean() =>
        Assert.All(Texts("ko"), text => Assert.Matches("[가-힣]", text.Value));

    private static IEnumerable<(string Key, string Placeholders)> Placeholders(string language) =>
        Texts(language).Select(t => (t.Key, string.Join(' ', Placeholder.Matches(t.Value).Select(m => m.Value).Order(StringComparer.Ordinal)))).OrderBy(t => t.Key, StringComparer.Ordinal);

    private static IEnumerable<KeyValuePair<string, string>> Texts(string language)
    {
        var culture = CultureInfo.GetCultureInfo(language);

        // English lies in the neutral resources.
        var set = AssignmentTexts.Catalog.Resources.GetResourceSet(language == "en" ? CultureInfo.InvariantCulture : culture, createIfNotExists: true, tryParents: false);
        return set?.Cast<DictionaryEntry>().Select(e => KeyValuePair.Create((string)e.Key, e.Value as string ?? ""))
            ?? throw new MissingManifestResourceException(language);
    }

    [GeneratedRegex(@"\{[0-9]|\{\{|\}\}", RegexOptions.NonBacktracking)]
    private static partial Regex Placeholder { get; }
}
