using EksGrader.Api.Host;
using EksGrader.Tests.Support.Api;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Api.Features.Accounts;

public sealed class FirstAdminTests
{
    [Fact]
    public async Task FirstStart_PrintsALink_ThatMakesTheAdminOnce()
    {
        var (fresh, link) = await StartAsync();
        await using var started = fresh;
        Assert.StartsWith(fresh.Root.ToString(), link, StringComparison.Ordinal);
        using var browser = new WebBrowser(fresh);

        var wrong = await browser.SubmitAsync(await browser.OpenCodeAsync("/invitation", link), "/invitation", "password", ("Code", CodeIn(link)), ("Email", "nobody"), ("Name", ""), ("Password", "short"), ("Repeated", "other"));
        Assert.Equal(422, wrong.Status);
        foreach (var field in (string[])["f-name-fault", "f-email-fault", "f-password-fault", "f-repeated-fault"])
            Assert.Contains($"id=\"{field}\"", wrong.Text, StringComparison.Ordinal);

        Assert.Equal((302, "/"), await AcceptAsync(browser, link));
        Assert.Contains("href=\"/audit\"", (await browser.GetAsync("/")).Is(200).Text, StringComparison.Ordinal);
        using var second = new WebBrowser(fresh);
        (await second.OpenCodeAsync("/invitation", link)).Is(404);
    }

    [Fact]
    public async Task EachStart_PrintsANewLink_WhileTheOldWasNotUsed()
    {
        var (first, old) = await StartAsync();
        await first.DisposeAsync();
        var (next, link) = await StartAsync(first.Folder);
        await using (next)
        {
            using var browser = new WebBrowser(next);
            (await browser.OpenCodeAsync("/invitation", old)).Is(404);
            Assert.Equal((302, "/"), await AcceptAsync(browser, link));
        }

        var console = new StringWriter();
        await using var last = await Service.StartAsync(["--EKSGRADER_ADMIN_TOKEN="], first.Folder, services => services.AddSingleton(new ServiceConsole(console)));
        Assert.Empty(console.ToString());
    }

    [Fact]
    public async Task StartWithAnAdminsToken_PrintsNothing()
    {
        var console = new StringWriter();
        await using var service = await Service.StartAsync(configure: services => services.AddSingleton(new ServiceConsole(console)));
        Assert.Empty(console.ToString());
    }

    private static async Task<(Service Service, string Link)> StartAsync(string? folder = null)
    {
        var console = new StringWriter();
        var service = await Service.StartAsync(["--EKSGRADER_ADMIN_TOKEN="], folder, services => services.AddSingleton(new ServiceConsole(console)));
        return (service, Assert.Single(console.ToString().Split('\n').Select(l => l.Trim()), l => l.StartsWith("http", StringComparison.Ordinal)));
    }

    private static async Task<(int, string?)> AcceptAsync(WebBrowser browser, string link)
    {
        var made = await browser.SubmitAsync(
            await browser.OpenCodeAsync("/invitation", link), "/invitation", "password", ("Code", CodeIn(link)), ("Email", "admin@school.example"), ("Name", "김 관리"), ("Password", WebBrowser.Password), ("Repeated", WebBrowser.Password));
        return (made.Status, browser.Lead(made));
    }

    private static string CodeIn(string link) => link[(link.IndexOf("code=", StringComparison.Ordinal) + 5)..];
}
