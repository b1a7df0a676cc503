using EksGrader.Api.Host;
using EksGrader.Tests.Browser.Fixtures;
using EksGrader.Tests.Browser.PageObjects;
using EksGrader.Tests.Support.Api;
using Microsoft.Extensions.DependencyInjection;
using static Microsoft.Playwright.Assertions;

namespace EksGrader.Tests.Browser.Stories;

/// <summary>The first start of a service: one link makes the admin, who makes the first course.</summary>
public sealed class FirstAdminStoryTests(Campus campus)
{
    [Fact]
    public async Task FirstStart_PrintsALinkThatMakesTheAdmin_WhoMakesACourse()
    {
        using var console = new StringWriter();
        await using var service = await Service.StartAsync(["--EKSGRADER_ADMIN_TOKEN="], configure: services => services.AddSingleton(new ServiceConsole(console)));
        var link = new Uri(Assert.Single(console.ToString().Split('\n').Select(l => l.Trim()), l => l.StartsWith("http", StringComparison.Ordinal)));
        await using var visit = await campus.VisitAsync(service.Root);
        var page = visit.Page;

        await visit.OpenAsync(link.PathAndQuery + link.Fragment);
        await page.Locator("#f-name").FillAsync("첫 관리자");
        await page.Locator("#f-email").FillAsync("first@school.example");
        await new WelcomePage(page).AcceptAsync(WebBrowser.Password);
        await Expect(page.Locator(".topbar .who")).ToContainTextAsync("첫 관리자");
        await Expect(page.Locator(".topbar a[href='/audit']")).ToBeVisibleAsync();

        await page.Locator("#f-slug").FillAsync("cloud-101");
        await page.Locator("#f-title").FillAsync("클라우드 101");
        await page.Locator("#new-course button.primary").SendAsync();
        await page.ArriveAsync("**/courses/cloud-101*");
        await Expect(page.Locator("h1")).ToHaveTextAsync("클라우드 101");

        await visit.OpenAsync(link.PathAndQuery + link.Fragment);
        await Expect(page.Locator("main [role=alert]")).ToBeVisibleAsync();
        visit.IsCalm();
    }
}
