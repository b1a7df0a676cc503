using System.Collections;
using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Checks.LoadBalancers;
using EksGrader.Checks.Checks.Nodes;
using EksGrader.Checks.Checks.Replicas;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Web;

namespace EksGrader.Tests.Unit.Checks.Checks;

/// <summary>Each check has its texts in one pair of files beside it, and so have the witnesses and the integrity rules.</summary>
public sealed partial class CheckTextsTests
{
    public static TheoryData<string> Files =>
    [
        .. from folder in new[] { "Checks", "Integrity" }
           from file in Directory.EnumerateFiles(Path.Combine(Root, "checks", folder), "*.resx", SearchOption.AllDirectories)
           where !file.EndsWith(".ko.resx", StringComparison.Ordinal)
           select Path.GetRelativePath(Path.Combine(Root, "checks"), file),
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public void Texts_InBothLanguages_HaveTheSameSentencesAndPlaceholders(string file)
    {
        var (english, korean) = (Sentences(file, ""), Sentences(file, "ko"));
        Assert.Equal(english.Keys, korean.Keys);
        Assert.All(english, pair =>
        {
            Assert.Equal(Placeholders(pair.Value), Placeholders(korean[pair.Key]));
            Assert.False(string.IsNullOrWhiteSpace(korean[pair.Key]));
        });
        Assert.Contains(korean.Values, text => text.Any(c => c is >= '가' and <= '힣'));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Texts_NamedInCode_AllExistAndAllAreNamed(string file)
    {
        var source = string.Concat(Directory.EnumerateFiles(Path.Combine(Root, "checks", Path.GetDirectoryName(file) ?? ""), "*.cs").Select(File.ReadAllText));
        var named = Uses().Matches(source).SelectMany(m => Keys().Matches(m.Value)).Select(m => m.Groups["key"].Value).ToHashSet(StringComparer.Ordinal);
        var sentences = Sentences(file, "").Keys.Where(k => !IsDescription(k)).ToList();
        Assert.Empty(named.Where(n => !IsDescription(n)).Except(sentences, StringComparer.Ordinal));

        var composed = Path.GetFileNameWithoutExtension(file) switch
        {
            nameof(NodesCheck) => NamesOf("Nodes.NodeFlaw"),
            nameof(ReplicasCheck) => NamesOf("Replicas.PodFlaw"),
            nameof(LoadBalancerCheck) => [.. Enum.GetNames<WebFailure>().Select(f => $"Failure.{f}")],
            _ => [],
        };
        Assert.Empty(composed.Except(sentences, StringComparer.Ordinal));
        Assert.Empty(sentences.Except(named.Concat(composed), StringComparer.Ordinal));
    }

    public static TheoryData<string> Checks => [.. Catalogue.Default.Checks.Select(c => c.Info.Id.Value)];

    [Theory]
    [MemberData(nameof(Checks))]
    public void Descriptions_OfACheck_AllStandInItsInfo(string id)
    {
        var check = Catalogue.Default.Find(new CheckId(id)) ?? throw new InvalidOperationException(id);
        var type = check.GetType();
        var file = $"{type.Namespace?.Replace("EksGrader.Checks.", "", StringComparison.Ordinal).Replace('.', '/')}/{type.Name}.resx";
        var described = Sentences(file, "").Where(s => IsDescription(s.Key)).Select(s => s.Value).Order(StringComparer.Ordinal);

        Assert.Equal(
            described,
            check.Info.Parameters.Select(p => p.Description)
                .Concat(check.Info.Outcomes.Select(o => o.Meaning))
                .Concat(check.Info.Decisions)
                .Concat(check.Info.ShortTexts.Select(s => s.Text))
                .Concat(check.Info.Facts.Select(f => f.Title))
                .Append(check.Info.Title)
                .Append(check.Info.Asks)
                .Select(t => t.En)
                .Order(StringComparer.Ordinal));
    }

    private static bool IsDescription(string key) => Descriptions().IsMatch(key);

    private static SortedDictionary<string, string> Sentences(string file, string culture)
    {
        var name = $"EksGrader.Checks.{Path.ChangeExtension(file, null).Replace('/', '.')}";
        var set = new ResourceManager(name, typeof(ICheck).Assembly).GetResourceSet(CultureInfo.GetCultureInfo(culture), createIfNotExists: true, tryParents: false);
        Assert.NotNull(set);
        return new SortedDictionary<string, string>(set.Cast<DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string?)e.Value ?? "", StringComparer.Ordinal), StringComparer.Ordinal);
    }

    private static IEnumerable<string> Placeholders(string text) => Placeholder().Matches(text).Select(m => m.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private static string[] NamesOf(string type) => Enum.GetNames(typeof(ICheck).Assembly.GetType($"EksGrader.Checks.Checks.{type}", throwOnError: true)!);

    private static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "EksGrader.sln")))
            {
                folder = folder.Parent;
            }

            return folder?.FullName ?? throw new InvalidOperationException("The tests run outside the repository.");
        }
    }

    [GeneratedRegex(@"\{\w+(?=[:}])", RegexOptions.None, 1000)]
    private static partial Regex Placeholder();

    // The key of a sentence is the first argument of Texts[…], or of what makes a reason of one.
    [GeneratedRegex(@"Texts\[[^,\]]*|Silence\([^,)]*", RegexOptions.None, 1000)]
    private static partial Regex Uses();

    [GeneratedRegex(@"""(?<key>[A-Z][A-Za-z.]+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Keys();

    [GeneratedRegex(@"\A(?:Title|Asks|Short(?:\..*)?|Parameter\..*|Outcome\..*|Fact\..*|Decision\d+)\z", RegexOptions.None, 1000)]
    private static partial Regex Descriptions();
}
