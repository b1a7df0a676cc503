using System.Text.RegularExpressions;
using System.Xml.Linq;
using EksGrader.Checks.Core;
using EksGrader.Tests.Support;

namespace EksGrader.Tests.Unit.Conventions;

/// <summary>A text of a resource file.</summary>
internal sealed record ResourceText(string File, string Name, string Text);

/// <summary>All texts of the program, as they stand in the resource files.</summary>
internal static class ResourceTexts
{
    private const string KoreanEnding = ".ko.resx";

    public static IEnumerable<ResourceText> Korean() => Files().Where(f => f.Name.EndsWith(KoreanEnding, StringComparison.Ordinal)).SelectMany(Read);

    public static IEnumerable<ResourceText> English() => Files().Where(f => !f.Name.EndsWith(KoreanEnding, StringComparison.Ordinal)).SelectMany(Read);

    private static IEnumerable<FileInfo> Files()
    {
        var root = Repository.Root;
        return from folder in root.EnumerateDirectories()
               where !folder.Name.StartsWith('.') && folder.Name != "artifacts"
               from file in folder.EnumerateFiles("*.resx", SearchOption.AllDirectories)
               where !Path.GetRelativePath(root.FullName, file.FullName).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj")
               select file;
    }

    private static IEnumerable<ResourceText> Read(FileInfo file)
    {
        var name = Path.GetRelativePath(Repository.Root.FullName, file.FullName).Replace(KoreanEnding, "", StringComparison.Ordinal).Replace(".resx", "", StringComparison.Ordinal);
        return XDocument.Load(file.FullName).Descendants("data").Select(data => new ResourceText(name, (string?)data.Attribute("name") ?? "", (string?)data.Element("value") ?? ""));
    }
}

/// <summary>What holds for both languages at once.</summary>
public sealed partial class ResourceTextsTests
{
    [Fact]
    public void EveryText_IsThereInBothLanguages_WithTheSamePlaceholders()
    {
        var english = ResourceTexts.English().ToDictionary(t => (t.File, t.Name), t => t.Text);
        var korean = ResourceTexts.Korean().ToDictionary(t => (t.File, t.Name), t => t.Text);
        Assert.True(english.Count > 1000, $"Only {english.Count} texts were found.");
        Assert.Equal(english.Keys.Order(), korean.Keys.Order());
        Assert.Equal([], english.Keys.Where(key => Placeholders(english[key]) != Placeholders(korean[key])).Select(key => $"{key.File} {key.Name}"));
    }

    [Fact]
    public void EveryFormat_IsOneThatIsKnown()
    {
        var unknown = from text in ResourceTexts.English().Concat(ResourceTexts.Korean())
                      from Match format in Formats().Matches(text.Text)
                      where !(format.Value.Split('|').Length == 2 || IsParticle(format.Value.Split('/')))
                      select $"{text.File} {text.Name}: {format.Value}";
        Assert.Equal([], unknown);
    }

    private static bool IsParticle(string[] forms) => forms is [var consonant, var vowel] && consonant.TrimStart('~') != vowel && KoreanParticle.After("삼", consonant, vowel) == consonant;

    private static string Placeholders(string text) => string.Join(' ', Placeholder().Matches(text).Select(m => m.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    [GeneratedRegex(@"(?<=(?<!\{)\{)\d+(?=[:}])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"(?<=(?<!\{)\{\d+:)[^{}]+(?=\})", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Formats();
}
