using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Tests.Support;

namespace EksGrader.Tests.Unit.Checks.Grading;

public sealed class CheckDocumentationTests
{
    private const string Update = "EKSGRADER_UPDATE_DOCS";

    public static TheoryData<string> Pages => ["README.md", .. Catalogue.Default.Checks.Select(c => $"{c.Info.Id}.md")];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Documentation_OfChecks_IsThatOfTheCode(string page)
    {
        var path = Path.Combine(Folder, page);
        var check = Catalogue.Default.Find(new CheckId(Path.GetFileNameWithoutExtension(page)));
        var written = check is null ? CheckDocumentation.WriteIndex(Catalogue.Default) : CheckDocumentation.Write(check);
        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            Directory.CreateDirectory(Folder);
            await File.WriteAllTextAsync(path, written, TestContext.Current.CancellationToken);
        }

        var stored = File.Exists(path) ? await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken) : "";
        Assert.True(stored == written, $"docs/checks/{page} is stale. Run the unit tests with {Update}=1 and commit what they write.");
    }

    [Fact]
    public void Documentation_Folder_HoldsNoOtherPage() =>
        Assert.Equal(Pages.Select(p => (string)p.Data).Order(StringComparer.Ordinal), Directory.EnumerateFiles(Folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));

    private static string Folder => Repository.PathOf("docs", "checks");
}
