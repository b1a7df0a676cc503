using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using EksGrader.Tests.Browser.Fixtures;
using Microsoft.Playwright;

namespace EksGrader.Tests.Browser.Everywhere;

/// <summary>What axe-core finds on every page, in both themes and on a phone; and what a page weighs.</summary>
public sealed class AccessibilityTests(Campus campus)
{
    private const int MostBytes = 100 * 1024;

    public static TheoryData<string> Names => PageTable.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Page_HasNothingSeriousForAxe_AndIsLight(string name)
    {
        var row = PageTable.Named(name);
        await using var visit = await campus.VisitAsync(row.Who, new Window { IsStill = true });
        var page = await visit.OpenAsync(await row.Address(campus.School), row.Status);
        var weight = await visit.WeightAsync();
        Assert.True(weight is > 0 and < MostBytes, $"{name} weighs {weight} bytes");

        await FindNothingAsync(page, name + " light");
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });
        await FindNothingAsync(page, name + " dark");
        await page.SetViewportSizeAsync(390, 900);
        await FindNothingAsync(page, name + " narrow");
    }

    private static async Task FindNothingAsync(IPage page, string what)
    {
        var found = await page.RunAxe();
        var serious = found.Violations.Where(v => v.Impact is "serious" or "critical").Select(Describe).ToList();
        Assert.True(serious.Count == 0, $"{what}:\n{string.Join('\n', serious)}");
        Assert.NotEmpty(found.Passes);
    }

    private static string Describe(AxeResultItem item) =>
        $"{item.Id}: {item.Help}\n{string.Join('\n', item.Nodes.Take(5).Select(n => $"    {n.Html}\n    {string.Join("; ", n.Any.Concat(n.All).Concat(n.None).Select(c => c.Message))}"))}";
}
