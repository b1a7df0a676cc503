using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Tests.Support;
using EksGrader.Tests.Unit.Gates;

namespace EksGrader.Tests.Unit.Checks.Grading;

public sealed class CheckDocumentationTests
{
    private const string Update = "EKSGRADER_UPDATE_DOCS";
    private const string GatesPage = "gates.md";

    public static TheoryData<string> Pages => ["README.md", GatesPage, .. Catalogue.Default.Checks.Select(c => $"{c.Info.Id}.md")];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Documentation_OfChecks_IsThatOfTheCode(string page)
    {
        await UpdateAsync();
        var path = Path.Combine(Folder, page);
        var written = await WriteAsync(page);
        var stored = File.Exists(path) ? await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken) : "";
        Assert.True(stored == written, $"docs/checks/{page} is stale. Run the unit tests with {Update}=1 and commit what they write.");
    }

    [Fact]
    public async Task Documentation_Folder_HoldsNoOtherPage()
    {
        await UpdateAsync();
        Assert.Equal(Pages.Select(p => (string)p.Data).Order(StringComparer.Ordinal), Directory.EnumerateFiles(Folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
    }

    // Every page at once: the tests of this class run in any order.
    private static async Task UpdateAsync()
    {
        if (Environment.GetEnvironmentVariable(Update) != "1")
            return;
        Directory.CreateDirectory(Folder);
        foreach (var row in Pages)
            await File.WriteAllTextAsync(Path.Combine(Folder, row.Data), await WriteAsync(row.Data), TestContext.Current.CancellationToken);
    }

    private static async Task<string> WriteAsync(string page) => page == GatesPage
        ? GateTally.Write(await Task.WhenAll(Catalogue.Default.Checks.Select(c => GateTally.All.Single(g => g.Check.Info.Id == c.Info.Id).TallyAsync())))
        : Catalogue.Default.Find(new CheckId(Path.GetFileNameWithoutExtension(page))) is { } check ? CheckDocumentation.Write(check) : CheckDocumentation.WriteIndex(Catalogue.Default);

    private static string Folder => Repository.PathOf("docs", "checks");
}
