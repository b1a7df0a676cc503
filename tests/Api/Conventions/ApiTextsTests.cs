using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using EksGrader.Api.Host;
using EksGrader.Checks.Core;

namespace EksGrader.Tests.Api.Conventions;

public sealed partial class ApiTextsTests
{
    // Every pair of resource files of the service, whichever folder it lies in: a class of texts has a property Catalog.
    public static TheoryData<Type> Catalogs => [.. typeof(ApiTexts).Assembly.GetTypes()
        .Where(t => t.GetProperty("Catalog", BindingFlags.Public | BindingFlags.Static)?.PropertyType == typeof(TextCatalog))];

    [Fact]
    public void Catalogs_AreAllThatTheProgramHolds() => Assert.Equal(
        typeof(ApiTexts).Assembly.GetManifestResourceNames().Where(n => n.EndsWith(".resources", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
        Catalogs.Select(c => CatalogOf(c.Data).Resources.BaseName + ".resources").Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Catalogs))]
    public void EveryText_IsThereInBothLanguages_WithTheSamePlaceholders(Type texts)
    {
        var (english, korean) = (Texts(texts, "en"), Texts(texts, "ko"));
        Assert.NotEmpty(english);
        Assert.All(english, text => Assert.NotEmpty(text.Value));
        Assert.All(korean, text => Assert.NotEmpty(text.Value));
        Assert.Equal(english.Keys.Order(StringComparer.Ordinal), korean.Keys.Order(StringComparer.Ordinal));
        Assert.All(english, text => Assert.Equal(Placeholders(text.Value), Placeholders(korean[text.Key])));
    }

    [Fact]
    public void EveryProblem_HasATitle_AndATypeOfItsOwn()
    {
        Assert.All(ProblemKind.All, kind => Assert.NotEmpty(kind.Title.Ko));
        Assert.Equal(ProblemKind.All.Count, ProblemKind.All.Select(k => k.Type).Distinct(StringComparer.Ordinal).Count());
    }

    private static TextCatalog CatalogOf(Type texts) => texts.GetProperty("Catalog")?.GetValue(null) as TextCatalog ?? throw new InvalidOperationException($"{texts} has no catalogue.");

    private static Dictionary<string, string> Texts(Type texts, string language)
    {
        // English is the neutral language: its texts lie in the program itself.
        var culture = language == "en" ? CultureInfo.InvariantCulture : CultureInfo.GetCultureInfo(language);
        var set = CatalogOf(texts).Resources.GetResourceSet(culture, createIfNotExists: true, tryParents: false);
        return set?.Cast<DictionaryEntry>().ToDictionary(e => (string)e.Key, e => e.Value as string ?? "", StringComparer.Ordinal) ?? [];
    }

    private static IEnumerable<string> Placeholders(string text) =>
        Placeholder().Matches(text).Select(m => m.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"(?<=(?<!\{)\{)\d+(?=[:}])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();
}
