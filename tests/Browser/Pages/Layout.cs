using Microsoft.Playwright;

namespace EksGrader.Tests.Browser.Pages;

/// <summary>What a program can see of a page's layout.</summary>
internal static class Layout
{
    // What is wider than its box and neither scrolls, wraps nor says by an ellipsis that there is more.
    private const string FindCut = """
        () => [...document.querySelectorAll('body *')].filter(e => {
          if (e.closest('.visually-hidden, .skip, svg') || !e.checkVisibility() || e.clientWidth === 0) return false;
          const style = getComputedStyle(e);
          if (style.position === 'absolute' && style.clipPath !== 'none') return false;
          const hides = ['hidden', 'clip'].includes(style.overflowX) && style.textOverflow !== 'ellipsis';
          const isControl = e.matches('button, .button, .tag, .outcome');
          return (hides || isControl) && e.scrollWidth > e.clientWidth + 1 && e.textContent.trim() !== '' && !e.matches('input, textarea, select');
        }).map(e => e.outerHTML.slice(0, 160))
        """;

    // What reaches beyond the window, to say whose fault it is.
    private const string FindWide = """
        () => [...document.querySelectorAll('body *')].filter(e => {
          if (e.getBoundingClientRect().right <= document.documentElement.clientWidth + 1) return false;
          for (let p = e.parentElement; p; p = p.parentElement) if (getComputedStyle(p).overflowX !== 'visible' && getComputedStyle(p).position !== 'static') return false;
          return true;
        }).slice(0, 8).map(e => e.outerHTML.slice(0, 160))
        """;

    // What can be used and stands, in part, left of the window, where nothing scrolls to.
    private const string FindLeft = """
        () => [...document.querySelectorAll('a[href], button, summary, input, select, textarea')].filter(e => {
          if (!e.checkVisibility() || e.closest('.visually-hidden, .skip, svg') || e.getBoundingClientRect().width <= 1) return false;
          let left = e.getBoundingClientRect().left + scrollX;
          for (let p = e.parentElement; p && p !== document.documentElement; p = p.parentElement) left += p.scrollLeft;
          return left < -1;
        }).slice(0, 8).map(e => e.outerHTML.slice(0, 160))
        """;

    /// <summary>The page is not wider than its window, and nothing in it is cut off.</summary>
    public static async Task FitsAsync(IPage page, string what)
    {
        var overflow = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.True(overflow <= 0, $"{what} is {overflow} pixels wider than its window:\n{string.Join('\n', await page.EvaluateAsync<string[]>(FindWide))}");
        var left = await page.EvaluateAsync<string[]>(FindLeft);
        Assert.True(left.Length == 0, $"{what} reaches beyond the left of its window:\n{string.Join('\n', left)}");
        var cut = await page.EvaluateAsync<string[]>(FindCut);
        Assert.True(cut.Length == 0, $"{what} cuts off:\n{string.Join('\n', cut)}");
    }
}
