using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace EksGrader.Tests.Browser.Everywhere;

/// <summary>What axe-core finds.</summary>
internal static class Axe
{
    /// <summary>Nothing serious or critical.</summary>
    public static async Task FindsNothingAsync(IPage page, string what)
    {
        var found = await page.RunAxe();
        var serious = found.Violations.Where(v => v.Impact is "serious" or "critical").Select(Describe).ToList();
        Assert.True(serious.Count == 0, $"{what}:\n{string.Join('\n', serious)}");
        Assert.NotEmpty(found.Passes);
    }

    private static string Describe(AxeResultItem item) =>
        $"{item.Id}: {item.Help}\n{string.Join('\n', item.Nodes.Take(5).Select(n => $"    {n.Html}\n    {string.Join("; ", n.Any.Concat(n.All).Concat(n.None).Select(c => c.Message))}"))}";
}
