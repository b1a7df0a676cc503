using EksGrader.Tests.Browser.Everywhere;
using EksGrader.Tests.Browser.Fixtures;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EksGrader.Tests.Browser.Stories;

/// <summary>Hangfire's own dashboard as an admin sees it: nothing on its pages is kept out by the policy of this service, and nothing can be done there.</summary>
public sealed class DashboardStoryTests(Campus campus)
{
    private static readonly string[] Pages = ["", "/jobs/enqueued", "/jobs/processing", "/jobs/failed", "/recurring", "/servers"];

    [Fact]
    public async Task Dashboard_FromTheJobsPage_IsWholeCalmAndReadOnly()
    {
        await campus.OpenAsync();
        await using var visit = await campus.VisitAsync(Who.Admin);
        var page = await visit.OpenAsync("/jobs");
        await page.Locator("main a[href='/hangfire']").ClickAsync();
        await Expect(page).ToHaveTitleAsync(new System.Text.RegularExpressions.Regex("EksGrader", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
        foreach (var address in Pages)
        {
            await visit.OpenAsync("/hangfire" + address);
            await Expect(page.Locator(".navbar")).ToBeVisibleAsync();
            await Expect(page.Locator("[data-url]:visible, .js-jobs-list-command:visible")).ToHaveCountAsync(0);
            await Pictures.TakeAsync(page, "dashboard" + address.Replace('/', '-'));
        }

        visit.IsCalm();
    }
}
