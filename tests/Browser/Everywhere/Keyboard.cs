using Microsoft.Playwright;

namespace EksGrader.Tests.Browser.Everywhere;

/// <summary>Whether a page can be used with the keyboard alone.</summary>
internal static class Keyboard
{
    // A page's first stops tell how the others are made.
    private const int Stops = 40;

    // What a mouse can use and the Tab key must reach. Of radio buttons the browser makes one stop; what is not shown is none.
    private const string MarkStops = """
        stops => [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
          .filter(e => e.checkVisibility() && !e.disabled && e.tabIndex >= 0 && !e.matches('input[type=radio], input[type=hidden], pre'))
          .slice(0, stops).map((e, i) => { e.dataset.stop = i; return e.outerHTML.slice(0, 120); })
        """;

    // Where the focus is, and whether it can be seen: an outline, or a label or row that has one for it.
    private const string Focused = """
        () => {
          const e = document.activeElement;
          const shows = n => { const s = getComputedStyle(n); return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0; };
          const seen = shows(e) || (e.closest('label, tr') && shows(e.closest('label, tr'))) || e.matches('input[type=radio], input[type=checkbox], input[type=file]');
          return [e.dataset.stop ?? '', String(Boolean(seen)), e.outerHTML.slice(0, 120)];
        }
        """;

    /// <summary>The skip link leads to the content; Tab reaches everything that a mouse can use, and shows where it is.</summary>
    public static async Task WorksAsync(IPage page, string what)
    {
        // The wall of the exam room has no bar at the top that one would skip.
        var hasBar = await page.Locator(".topbar").CountAsync() > 0;
        var stops = await page.EvaluateAsync<string[]>(MarkStops, Stops);
        var reached = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 2 * Stops && reached.Count < stops.Length; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (i == 0 && hasBar)
                Assert.True(await page.EvaluateAsync<bool>("() => document.activeElement.matches('.skip')"), $"{what} does not begin with the skip link");
            var focused = await page.EvaluateAsync<string[]>(Focused);
            Assert.True(focused[1] == "true", $"{what} does not show that this has the focus: {focused[2]}");
            if (focused[0].Length > 0)
                reached.Add(focused[0]);
        }

        var missed = stops.Where((_, i) => !reached.Contains(FormattableString.Invariant($"{i}"))).ToList();
        Assert.True(missed.Count == 0, $"{what}: Tab does not reach\n{string.Join('\n', missed)}");

        if (!hasBar)
            return;
        await page.Locator(".skip").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal("content", await page.EvaluateAsync<string>("() => document.activeElement.id"));
        await page.EvaluateAsync("() => { document.activeElement.blur(); scrollTo(0, 0); }");
    }
}
