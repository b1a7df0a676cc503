using EksGrader.Tests.Browser.Fixtures;
using Microsoft.Playwright;

namespace EksGrader.Tests.Browser.PageObjects;

/// <summary>What leads from one page to the next.</summary>
internal static class Sending
{
    /// <summary>
    /// Presses what sends a form or opens a page, and waits until the page that answers is alive: its modules have run. What comes
    /// next neither cuts the sending off nor meets the old page.
    /// </summary>
    public static async Task SendAsync(this ILocator button)
    {
        var page = button.Page;
        await page.WaitForLoadStateAsync(LoadState.DOMContentLoaded);
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
    public static Task ArriveAsync(this IPage page, string address) =>
        page.WaitForURLAsync(address, new PageWaitForURLOptions { WaitUntil = WaitUntilState.DOMContentLoaded });

    /// <inheritdoc cref="ArriveAsync(IPage, string)"/>
    public static Task ArriveAsync(this IPage page, Func<string, bool> isRight) =>
        page.WaitForURLAsync(isRight, new PageWaitForURLOptions { WaitUntil = WaitUntilState.DOMContentLoaded });
}
