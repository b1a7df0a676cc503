using System.Collections.Concurrent;
using EksGrader.Tests.Support.Testbed;
using Microsoft.Playwright;

namespace EksGrader.Tests.Browser.Fixtures;

/// <summary>One Chromium for all tests, started by the first that asks; every visit has a profile of its own, or a lent one without anything of those before.</summary>
public sealed class Browser : IAsyncDisposable
{
    /// <summary>A name that leads to this machine and is none of the service's.</summary>
    public const string ForeignName = "another-school.example";

    // Debian's Chromium in a container: nothing is asked of the network but what a page asks.
    private static readonly string[] Switches =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", $"--host-resolver-rules=MAP {ForeignName} 127.0.0.1"];

    private readonly SemaphoreSlim starting = new(1, 1);
    private readonly ConcurrentDictionary<(Uri Home, Window Window), ConcurrentBag<Visit>> lent = new();
    private IPlaywright? playwright;
    private IBrowser? browser;

    /// <summary>Opens a window of someone's own. Skips the test where Chromium is missing.</summary>
    /// <param name="home">The service's address.</param>
    /// <param name="window">What is special about it; null for English, light, 1440 pixels wide.</param>
    public async Task<Visit> VisitAsync(Uri home, Window? window = null)
    {
        window ??= new Window();
        var started = await StartedAsync(RealParts.Require("CHROMIUM"));
        return window.IsLent ? await LendAsync(started, home, window) : await OpenAsync(started, home, window);
    }

    public async ValueTask DisposeAsync()
    {
        starting.Dispose();
        if (browser is not null)
            await browser.DisposeAsync();
        playwright?.Dispose();
    }

    // One that came back, or one more.
    private async Task<Visit> LendAsync(IBrowser started, Uri home, Window window)
    {
        var shelf = lent.GetOrAdd((home, window with { SignedIn = null }), _ => []);
        if (!shelf.TryTake(out var visit))
            return await OpenAsync(started, home, window, shelf.Add);
        await visit.BeginAsync(window);
        return visit;
    }

    private static async Task<Visit> OpenAsync(IBrowser started, Uri home, Window window, Action<Visit>? giveBack = null)
    {
        var context = await started.NewContextAsync(window.ToOptions(home));
        context.SetDefaultTimeout(Visit.Patience);
        var visit = new Visit(context, await context.NewPageAsync(), home, giveBack);
        if (giveBack is not null)
            await visit.ForgetFilesAsync();
        return visit;
    }

    private async Task<IBrowser> StartedAsync(string chromium)
    {
        await starting.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            playwright ??= await Playwright.CreateAsync();
            return browser ??= await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = chromium, Args = Switches });
        }
        finally
        {
            starting.Release();
        }
    }
}
