using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace EksGrader.Tests.Browser.Pages;

/// <summary>What axe-core finds.</summary>
internal static class Axe
{
    private static readonly string Script = new BundledAxeScriptProvider().GetScript();

    // Every rule, on the whole page, in the page itself: no page has frames, and the binding's own way opens a window for each run to put the
    // results of frames together. What passes is only counted: to describe each node that does takes longer than the rules.
    private const string FindSerious = """
        async () => {
          const found = await axe.run(document, { resultTypes: ['violations'] });
          const serious = found.violations.filter(v => v.impact === 'serious' || v.impact === 'critical').map(v =>
            [`${v.id}: ${v.help}`, ...v.nodes.slice(0, 5).map(n => `    ${n.html}\n    ${[...n.any, ...n.all, ...n.none].map(c => c.message).join('; ')}`)].join('\n'));
          return [String(found.passes.length), ...serious];
        }
        """;

    /// <summary>Nothing serious or critical.</summary>
    public static async Task FindsNothingAsync(IPage page, string what)
    {
        Assert.Single(page.Frames);
        if (!await page.EvaluateAsync<bool>("() => 'axe' in window"))
            await page.EvaluateAsync(Script);
        var found = await page.EvaluateAsync<string[]>(FindSerious);
        Assert.True(found.Length == 1, $"{what}:\n{string.Join('\n', found.Skip(1))}");
        Assert.NotEqual("0", found[0]);
    }
}
