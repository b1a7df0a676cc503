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
        await UpdateAsync(page);
        var path = Path.Combine(Folder, page);
        var written = await WriteAsync(page);
        var stored = File.Exists(path) ? await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken) : "";
        Assert.True(stored == written, $"docs/checks/{page} is stale. Run the unit tests with {Update}=1 and commit what they write.");
    }

    [Fact]
    public async Task Documentation_Folder_HoldsNoOtherPage()
    {
        await UpdateAsync([.. Pages.Select(p => p.Data).Where(p => !File.Exists(Path.Combine(Folder, p)))]);
        Assert.Equal(Pages.Select(p => (string)p.Data).Order(StringComparer.Ordinal), Directory.EnumerateFiles(Folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
    }

    private static async Task UpdateAsync(params IReadOnlyList<string> pages)
    {
        if (Environment.GetEnvironmentVariable(Update) != "1")
            return;
        Directory.CreateDirectory(Folder);
        foreach (var page in pages)
            await File.WriteAllTextAsync(Path.Combine(Folder, page), await WriteAsync(page), TestContext.Current.CancellationToken);
    }

    private static async Task<string> WriteAsync(string page) => page == GatesPage
        ? GateTally.Write(await Task.WhenAll(Catalogue.Default.Checks.Select(c => GateTally.All.Single(g => g.Check.Info.Id == c.Info.Id).TallyAsync())))
        : Catalogue.Default.Find(new CheckId(Path.GetFileNameWithoutExtension(page))) is { } check ? CheckDocumentation.Write(check) : CheckDocumentation.WriteIndex(Catalogue.Default);

    private static string Folder => Repository.PathOf("docs", "checks");
}
