using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace EksGrader.Tests.Browser.Fixtures;

/// <summary>A window of someone's own, and what went wrong in it: errors on the console, refusals of the Content-Security-Policy, requests that left the service.</summary>
public sealed class Visit : IAsyncDisposable
{
    /// <summary>How long anything is waited for, in milliseconds: the machine may be busy.</summary>
    public const float Patience = 60_000;

    private const string WhenLoaded = "() => document.readyState === 'complete' || new Promise(done => addEventListener('load', () => done(true), { once: true }))";

    private readonly IBrowserContext context;
    private readonly Uri home;
    private readonly Action<Visit>? giveBack;
    private readonly ConcurrentQueue<string> complaints = [];
    private readonly ConcurrentQueue<IRequest> finished = [];

    /// <summary>Hears what goes wrong in a window.</summary>
    /// <param name="context">Its profile.</param>
    /// <param name="page">Its page.</param>
    /// <param name="home">The service.</param>
    /// <param name="giveBack">Takes it back at the end, empty; null where the end closes it.</param>
    internal Visit(IBrowserContext context, IPage page, Uri home, Action<Visit>? giveBack = null)
    {
        (this.context, Page, this.home, this.giveBack) = (context, page, home, giveBack);
        context.Console += (_, said) => Hear(said);
        context.WebError += (_, error) => complaints.Enqueue($"{Page.Url}: {error.Error}");
        context.Request += (_, request) => Watch(request);
        context.RequestFinished += (_, request) => finished.Enqueue(request);
        context.Dialog += (_, dialog) => complaints.Enqueue($"{Page.Url}: a script said '{dialog.Message}'");
    }

    /// <summary>The page.</summary>
    public IPage Page { get; }

    /// <summary>Opens an address of the service, until its modules have run.</summary>
    /// <param name="address">From the root on, such as <c>/account</c>.</param>
    /// <param name="status">The status that must be answered.</param>
    public async Task<IPage> OpenAsync(string address, int status = 200)
    {
        finished.Clear();
        var answer = await Page.GotoAsync(address, new PageGotoOptions { WaitUntil = WaitUntilState.DOMContentLoaded });
        Assert.True(answer?.Status == status, $"{address}: {answer?.Status} instead of {status}");
        return Page;
    }

    /// <summary>What an observation of the page cost the network since it was opened, headers included, compressed as it was, in bytes.</summary>
    public async Task<long> WeightAsync()
    {
        // Asked of the page itself: it does not lose its own state, as who follows its events from outside can in a window that is used again.
        await Page.EvaluateAsync(WhenLoaded);
        long sum = 0;
        foreach (var request in finished)
        {
            var sizes = await request.SizesAsync();
            sum += sizes.ResponseBodySize + sizes.ResponseHeadersSize;
        }

        return sum;
    }

    /// <summary>Nothing went wrong so far.</summary>
    public void IsCalm() => Assert.True(complaints.IsEmpty, string.Join('\n', complaints));

    public async ValueTask DisposeAsync()
    {
        if (giveBack is null || !await IsEmptiedAsync())
            await context.DisposeAsync();
        else
            giveBack(this);
    }

    /// <summary>A window that came back is someone's: their cookies, their light, their size.</summary>
    internal async Task BeginAsync(Window window)
    {
        complaints.Clear();
        await context.ClearCookiesAsync();
        await context.AddCookiesAsync(window.Cookies);
        await Page.SetViewportSizeAsync(window.Size.Width, window.Size.Height);
        await Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Null, ColorScheme = window.Scheme });
    }

    /// <summary>From now on each observation loads all that it needs, as the first one does: what a page weighs does not depend on those before.</summary>
    internal async Task ForgetFilesAsync() =>
        await (await context.NewCDPSessionAsync(Page)).SendAsync("Network.setCacheDisabled", new Dictionary<string, object>(StringComparer.Ordinal) { ["cacheDisabled"] = true });

    // Nothing of a page that is left goes on: no stream of events, no form half filled in.
    private async Task<bool> IsEmptiedAsync()
    {
        try
        {
            await Page.GotoAsync("about:blank");
            return true;
        }
        catch (PlaywrightException)
        {
            return false; // it died with its test
        }
    }

    private void Hear(IConsoleMessage said)
    {
        // The browser logs every answer that refuses something; what is refused is the test's to know.
        if (said.Type == "error" && !said.Text.StartsWith("Failed to load resource: the server responded with a status of 4", StringComparison.Ordinal))
            complaints.Enqueue($"{Page.Url}: {said.Text}");
    }

    private void Watch(IRequest request)
    {
        var address = new Uri(request.Url);
        if (address.Scheme is not ("data" or "blob") && address.Authority != home.Authority)
            complaints.Enqueue($"{Page.Url} asked {request.Url}");
    }
}
