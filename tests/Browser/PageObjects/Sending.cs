using System.Text.RegularExpressions;
using EksGrader.Tests.Browser.Fixtures;
using Microsoft.Playwright;

namespace EksGrader.Tests.Browser.PageObjects;

/// <summary>What leads from one page to the next.</summary>
internal static class Sending
{
    // Asked of the page itself: it does not lose its own state, as who follows its events from outside can.
    private const string WhenAlive =
        "() => performance.getEntriesByType('navigation')[0]?.domContentLoadedEventEnd > 0 || new Promise(done => addEventListener('DOMContentLoaded', () => done(true), { once: true }))";

    /// <summary>
    /// Presses what sends a form or opens a page, and waits until the page that answers is alive: its modules have run. What comes
    /// next neither cuts the sending off nor meets the old page.
    /// </summary>
    public static async Task SendAsync(this ILocator button)
    {
        var page = button.Page;
        await page.AliveAsync();
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Answer(object? sender, IPage answering) => answered.TrySetResult();
        page.DOMContentLoaded += Answer;
        try
        {
            await button.ClickAsync();
            await answered.Task.WaitAsync(TimeSpan.FromMilliseconds(Visit.Patience), TimeProvider.System, TestContext.Current.CancellationToken);
        }
        finally
        {
            page.DOMContentLoaded -= Answer;
        }
    }

    /// <summary>Waits until an address is open and its modules have run. Not until everything is loaded: nothing that a test does needs that.</summary>
    /// <param name="page">The page.</param>
    /// <param name="address">The whole address, with <c>*</c> for anything but a slash and <c>**</c> for anything.</param>
    public static async Task ArriveAsync(this IPage page, string address)
    {
        var pattern = Regex.Escape(address).Replace(@"\*\*", ".*", StringComparison.Ordinal).Replace(@"\*", "[^/]*", StringComparison.Ordinal);
        await Assertions.Expect(page).ToHaveURLAsync(PartOf($"^{pattern}$"));
        await page.AliveAsync();
    }

    /// <summary>Waits until another address is open and its modules have run.</summary>
    /// <param name="page">The page.</param>
    /// <param name="part">A part of the address that is left.</param>
    public static async Task LeaveAsync(this IPage page, string part)
    {
        await Assertions.Expect(page).Not.ToHaveURLAsync(PartOf(Regex.Escape(part)));
        await page.AliveAsync();
    }

    /// <summary>Waits until something can be read, on whichever page scripts lead to, and its modules have run.</summary>
    public static async Task ReadAsync(this IPage page, string selector)
    {
        await Assertions.Expect(page.Locator(selector).First).ToBeVisibleAsync();
        await page.AliveAsync();
    }

    // Asked of whichever page is there: one that is left while it is asked takes its answer with it.
    private static async Task AliveAsync(this IPage page)
    {
        while (!await IsAliveAsync(page))
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
    }

    private static async Task<bool> IsAliveAsync(IPage page)
    {
        try
        {
            await page.EvaluateAsync(WhenAlive);
            return true;
        }
        catch (PlaywrightException e) when (e.Message.Contains("Execution context was destroyed", StringComparison.Ordinal))
        {
            return false;
        }
    }

    private static Regex PartOf(string pattern) => new(pattern, RegexOptions.None, TimeSpan.FromSeconds(1));
}
