using EksGrader.Tests.Browser.Fixtures;
using EksGrader.Tests.Browser.Pages;
using static Microsoft.Playwright.Assertions;

namespace EksGrader.Tests.Browser.Stories;

/// <summary>Hangfire's own dashboard as an admin sees it: its pages live with the policy of this service, and nothing can be done there.</summary>
public sealed class DashboardStoryTests(Campus campus)
{
    private static readonly string[] Pages = ["/jobs/enqueued", "/jobs/processing", "/jobs/failed", "/recurring", "/servers"];

    [Fact]
    public async Task Dashboard_FromTheJobsPage_IsWholeCalmAndReadOnly()
    {
        await campus.OpenAsync();
        // Its first page draws charts, whose library adds a style of its own: the policy keeps that out, and the charts are there without it.
        await using (var first = await campus.VisitAsync(Who.Admin))
        {
            var home = await first.OpenAsync("/jobs");
            await home.Locator("main a[href='/hangfire']").ClickAsync();
            await Expect(home.Locator("canvas").First).ToBeVisibleAsync();
            await Pictures.TakeAsync(home, "dashboard");
        }

        await using var visit = await campus.VisitAsync(Who.Admin);
        foreach (var address in Pages)
        {
            var page = await visit.OpenAsync("/hangfire" + address);
            await Expect(page.Locator(".navbar")).ToBeVisibleAsync();
            await Expect(page.Locator("[data-url]:visible, .js-jobs-list-command:visible")).ToHaveCountAsync(0);
            await Pictures.TakeAsync(page, "dashboard" + address.Replace('/', '-'));
        }

        visit.IsCalm();
    }
}
