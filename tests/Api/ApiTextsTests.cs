using System.Collections;
using System.Globalization;
using System.Text.RegularExpressions;
using EksGrader.Api.Application;

namespace EksGrader.Tests.Api;

public sealed partial class ApiTextsTests
{
    [Fact]
    public void EveryText_IsThereInBothLanguages_WithTheSamePlaceholders()
    {
        var (english, korean) = (Texts("en"), Texts("ko"));
        Assert.Equal(english.Keys.Order(StringComparer.Ordinal), korean.Keys.Order(StringComparer.Ordinal));
        Assert.All(english, text => Assert.Equal(Placeholders(text.Value), Placeholders(korean[text.Key])));
    }

    [Fact]
    public void EveryProblem_HasATitle_AndATypeOfItsOwn()
    {
        Assert.All(ProblemKind.All, kind => Assert.NotEmpty(kind.Title.Ko));
        Assert.Equal(ProblemKind.All.Count, ProblemKind.All.Select(k => k.Type).Distinct(StringComparer.Ordinal).Count());
    }

    private static Dictionary<string, string> Texts(string language)
    {
        // English is the neutral language: its texts lie in the program itself.
        var culture = language == "en" ? CultureInfo.InvariantCulture : CultureInfo.GetCultureInfo(language);
        var set = ApiTexts.Catalog.Resources.GetResourceSet(culture, createIfNotExists: true, tryParents: false);
        return set?.Cast<DictionaryEntry>().ToDictionary(e => (string)e.Key, e => e.Value as string ?? "", StringComparer.Ordinal) ?? [];
    }

    private static IEnumerable<string> Placeholders(string text) =>
        Placeholder().Matches(text).Select(m => m.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\{\d+\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();
}
