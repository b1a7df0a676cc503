using System.Collections;
using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Web;
using EksGrader.Tests.Support;

namespace EksGrader.Tests.Unit.Checks.Checks;

public sealed partial class RuleTextsTests
{
    private const string Texts = "EksGrader.Checks.Checks.RuleTexts";

    [Theory]
    [InlineData(Texts)]
    [InlineData("EksGrader.Checks.Checks.RuleDocs")]
    public void RuleTexts_InBothLanguages_HaveTheSameSentencesAndPlaceholders(string name)
    {
        var (english, korean) = (Sentences(name, ""), Sentences(name, "ko"));
        Assert.Equal(english.Keys, korean.Keys);
        Assert.All(english, pair =>
        {
            Assert.Equal(Placeholders(pair.Value), Placeholders(korean[pair.Key]));
            Assert.False(string.IsNullOrWhiteSpace(korean[pair.Key]));
        });
        Assert.Contains(korean.Values, text => text.Any(c => c is >= '가' and <= '힣'));
    }

    [Fact]
    public void RuleTexts_NamedInCode_AllExistAndAllAreNamed()
    {
        var source = string.Concat(new[] { "Checks", "Integrity" }.SelectMany(folder => Directory.EnumerateFiles(Repository.PathOf("checks", folder), "*.cs", SearchOption.AllDirectories)).Select(File.ReadAllText));
        var named = Keys().Matches(source).Select(m => m.Groups["key"].Value).ToHashSet(StringComparer.Ordinal);
        var sentences = Sentences(Texts, "").Keys.ToList();
        Assert.Empty(named.Except(sentences, StringComparer.Ordinal));

        var composed = Enum.GetNames(Flaws).Select(f => $"Nodes.{f}").Concat(Enum.GetNames<WebFailure>().Select(f => $"LbFailure.{f}")).ToList();
        Assert.Empty(composed.Except(sentences, StringComparer.Ordinal));
        Assert.Empty(sentences.Except(named.Concat(composed), StringComparer.Ordinal));
    }

    private static SortedDictionary<string, string> Sentences(string name, string culture)
    {
        var set = new ResourceManager(name, typeof(ICheck).Assembly).GetResourceSet(CultureInfo.GetCultureInfo(culture), createIfNotExists: true, tryParents: false);
        Assert.NotNull(set);
        return new SortedDictionary<string, string>(set.Cast<DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string?)e.Value ?? "", StringComparer.Ordinal), StringComparer.Ordinal);
    }

    private static IEnumerable<string> Placeholders(string text) => Placeholder().Matches(text).Select(m => m.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private static Type Flaws => typeof(ICheck).Assembly.GetType("EksGrader.Checks.Checks.Nodes.NodeFlaw", throwOnError: true)!;

    [GeneratedRegex(@"\{\d\}", RegexOptions.None, 1000)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"""(?<key>(?:Nodes|Replicas|Lb|Ci|Del|Sign|Witness)\.[A-Za-z]+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Keys();
}
