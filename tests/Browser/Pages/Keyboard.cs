using Microsoft.Playwright;

namespace EksGrader.Tests.Browser.Pages;

/// <summary>Whether a page can be used with the keyboard alone.</summary>
internal static class Keyboard
{
    // A page's first stops tell how the others are made.
    private const int Stops = 40;

    // What a mouse can use and the Tab key must reach. Of radio buttons the browser makes one stop; what is not shown is none. Wherever the
    // focus comes, it is noted what has it, and whether it can be seen: an outline, or a label or row that has one for it. Nothing of that
    // is written into the page, which may be exchanging its own parts meanwhile.
    private const string WatchFocus = """
        stops => {
          const wanted = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
            .filter(e => e.checkVisibility() && !e.disabled && e.tabIndex >= 0 && !e.matches('input[type=radio], input[type=hidden], pre'))
            .slice(0, stops);
          const shows = n => { const s = getComputedStyle(n); return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0; };
          const isSeen = e => shows(e) || (e.closest('label, tr') && shows(e.closest('label, tr'))) || e.matches('input[type=radio], input[type=checkbox], input[type=file]');
          const way = [];
          const note = event => { const e = event.target; way.push({ e, seen: Boolean(isSeen(e)) }); };
          document.addEventListener('focusin', note);
          window.focusWatch = { wanted, way, end: () => document.removeEventListener('focusin', note) };
          return wanted.length;
        }
        """;

    private const string CountMissed = "() => { const reached = new Set(focusWatch.way.map(w => w.e)); return focusWatch.wanted.filter(e => e.isConnected && !reached.has(e)).length; }";

    private const string Found = """
        hasBar => {
          const { wanted, way, end } = window.focusWatch;
          end();
          const reached = new Set(way.map(w => w.e));
          const name = e => e.outerHTML.slice(0, 120);
          const found = [
            ...(hasBar && !way[0]?.e.matches('.skip') ? ['does not begin with the skip link'] : []),
            ...way.filter(w => !w.seen).map(w => `does not show that this has the focus: ${name(w.e)}`),
            ...wanted.filter(e => e.isConnected && !reached.has(e)).map(e => `is not reached by Tab: ${name(e)}`),
          ];
          delete window.focusWatch;
          return found;
        }
        """;

    /// <summary>The skip link leads to the content; Tab reaches everything that a mouse can use, and shows where it is.</summary>
    public static async Task WorksAsync(IPage page, string what)
    {
        // The wall of the exam room has no bar at the top that one would skip.
        var hasBar = await page.Locator(".topbar").CountAsync() > 0;
        var missed = await page.EvaluateAsync<int>(WatchFocus, Stops);
        for (var pressed = 0; missed > 0 && pressed < 2 * Stops; missed = await page.EvaluateAsync<int>(CountMissed))
        {
            // Each press reaches one at most.
            for (var i = 0; i < missed; i++, pressed++)
                await page.Keyboard.PressAsync("Tab");
        }

        var found = await page.EvaluateAsync<string[]>(Found, hasBar);
        Assert.True(found.Length == 0, $"{what}\n{string.Join('\n', found)}");

        if (!hasBar)
            return;
        await page.Locator(".skip").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal("content", await page.EvaluateAsync<string>("() => document.activeElement.id"));
        await page.EvaluateAsync("() => { document.activeElement.blur(); scrollTo(0, 0); }");
    }
}
