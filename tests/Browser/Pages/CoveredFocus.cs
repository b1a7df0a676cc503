using Microsoft.Playwright;

namespace EksGrader.Tests.Browser.Pages;

/// <summary>Whether what has the focus can be seen: nothing that sticks or floats lies over it.</summary>
internal static class CoveredFocus
{
    // Five points of what has the focus, as far as it is within its scrollers and the window; whatever else is met there lies over it.
    private const string Find = """
        () => {
          const e = document.activeElement;
          if (!e || e === document.body) return null;
          const shown = e.matches('input[type=radio], input[type=checkbox]') ? e.closest('label') ?? e : e;
          // Of a link that goes on in the next line, its first line: the box around both holds what stands before it.
          const whole = shown.getClientRects()[0] ?? shown.getBoundingClientRect();
          let [left, top, right, bottom] = [whole.left, whole.top, whole.right, whole.bottom];
          for (let p = shown.parentElement; p && p !== document.documentElement; p = p.parentElement) {
            if (getComputedStyle(p).overflowX === 'visible') continue;
            const clip = p.getBoundingClientRect();
            [left, top, right, bottom] = [Math.max(left, clip.left), Math.max(top, clip.top), Math.min(right, clip.right), Math.min(bottom, clip.bottom)];
          }
          if (whole.width >= 4 && (right - left < 4 || bottom - top < 4) && !e.closest('.visually-hidden, .skip')) return `is scrolled out of sight: ${e.outerHTML.slice(0, 120)} at ${JSON.stringify(whole)} in ${JSON.stringify([left, top, right, bottom])}`;
          const box = { left, top, right, bottom, width: right - left, height: bottom - top };
          if (box.width < 4 || box.height < 4 || e.closest('.visually-hidden, .skip')) return '';
          const inset = Math.min(4, box.width / 3, box.height / 3);
          const points = [[box.left + box.width / 2, box.top + Math.min(box.height / 2, 200)], [box.left + inset, box.top + inset], [box.right - inset, box.top + inset], [box.left + inset, Math.min(box.bottom, innerHeight) - inset], [box.right - inset, Math.min(box.bottom, innerHeight) - inset]];
          if (box.bottom < 1 || box.top > innerHeight - 1) return `is out of the window: ${e.outerHTML.slice(0, 120)}`;
          for (const [x, y] of points) {
            if (x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) continue;
            const met = document.elementFromPoint(x, y);
            if (!met || met === shown || shown.contains(met) || met.contains(shown)) continue;
            return `${met.outerHTML.slice(0, 100)} lies over ${e.outerHTML.slice(0, 120)}`;
          }
          return '';
        }
        """;

    /// <summary>Goes through everything that Tab reaches, from the top.</summary>
    /// <param name="page">The page.</param>
    /// <param name="what">What it is, for the message.</param>
    /// <param name="most">How many stops at most.</param>
    /// <returns>How many stops there were.</returns>
    public static async Task<int> FindsNothingAsync(IPage page, string what, int most)
    {
        await page.EvaluateAsync("() => { document.activeElement?.blur(); scrollTo(0, 0); }");
        for (var stops = 0; stops < most; stops++)
        {
            await page.Keyboard.PressAsync("Tab");
            var found = await page.EvaluateAsync<string?>(Find);
            if (found is null)
                return stops;

            // A scroller may follow its focus with the next frame.
            if (found.Length > 0)
                found = await page.EvaluateAsync<string?>($"async () => {{ await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))); return ({Find})(); }}") ?? "";
            Assert.True(found.Length == 0, $"{what}: {found}");
        }

        return most;
    }
}
