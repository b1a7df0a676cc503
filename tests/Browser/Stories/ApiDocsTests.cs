using System.Collections.Concurrent;
using EksGrader.Tests.Browser.Fixtures;
using EksGrader.Tests.Browser.Pages;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EksGrader.Tests.Browser.Stories;

/// <summary>The API's description as a page: Scalar under the service's own policy, without anything from outside.</summary>
public sealed class ApiDocsTests(Campus campus)
{
    private const string HearViolations = "() => { window.violations = []; document.addEventListener('securitypolicyviolation', e => window.violations.push(`${e.violatedDirective} ${e.blockedURI}`)); }";

    [Theory]
    [InlineData(1440, false)]
    [InlineData(390, true)]
    public async Task Description_IsRendered_WithoutAViolationOfThePolicy_AndWithoutARequestToOthers(int width, bool isDark)
    {
        await campus.OpenAsync();
        await using var visit = await campus.VisitAsync(Who.Nobody, new Window { Width = width, IsDark = isDark });
        var page = visit.Page;
        var asked = new ConcurrentQueue<Uri>();
        page.Request += (_, request) => asked.Enqueue(new Uri(request.Url));
        await page.AddInitScriptAsync($"({HearViolations})()");

        await visit.OpenAsync("/docs");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "EksGrader" }).First).ToBeVisibleAsync();
        await page.EvaluateAsync("() => { location.hash = '#tag/appeals/GET/api/courses/{course}/appeals'; }");
        await Expect(page.GetByText("Lists the appeals of a course").First).ToBeAttachedAsync();
        await page.EvaluateAsync("() => document.fonts.ready.then(() => true)");
        await Pictures.TakeWindowAsync(page, FormattableString.Invariant($"api-docs-{(isDark ? "dark" : "light")}-{width}"));

        Assert.Equal("", string.Join('\n', asked.Where(a => a.Scheme is not ("data" or "blob") && a.Authority != new Uri(page.Url).Authority)));
        Assert.Empty(await page.EvaluateAsync<string[]>("() => window.violations"));
        visit.IsCalm();
    }
}
