using System.Xml.Linq;
using EksGrader.Tests.Support;

namespace EksGrader.Tests.Unit.Conventions;

/// <summary>The Korean texts read as a Korean teacher writes: one form of request, and no particle that leaves the choice to the reader.</summary>
public sealed class KoreanTextsTests
{
    public static TheoryData<string> Unwanted => ["을(를)", "이(가)", "은(는)", "십시오", "주세요", "--raw`을"];

    [Theory]
    [MemberData(nameof(Unwanted))]
    public void KoreanTexts_NeverSay(string unwanted)
    {
        var texts = Texts().ToList();
        Assert.True(texts.Count > 1000, $"Only {texts.Count} texts were found.");
        Assert.DoesNotContain(texts, t => t.Text.Contains(unwanted, StringComparison.Ordinal));
    }

    private static IEnumerable<(string File, string Name, string Text)> Texts()
    {
        var root = Repository.Root;
        return from folder in root.EnumerateDirectories()
               where !folder.Name.StartsWith('.') && folder.Name != "artifacts"
               from file in folder.EnumerateFiles("*.ko.resx", SearchOption.AllDirectories)
               where !Path.GetRelativePath(root.FullName, file.FullName).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj")
               from data in XDocument.Load(file.FullName).Descendants("data")
               select (file.Name, (string?)data.Attribute("name") ?? "", (string?)data.Element("value") ?? "");
    }
}
