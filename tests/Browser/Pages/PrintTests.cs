using EksGrader.Tests.Browser.Fixtures;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EksGrader.Tests.Browser.Pages;

/// <summary>Pages that people print, on paper: dark on white though the system wishes dark pages, without what only a hand can use, and not wider than the sheet.</summary>
public sealed class PrintTests(Campus campus)
{
    // What is left of A4 between margins of a centimetre and a half, and the same sheet across.
    private const int Upright = 680;
    private const int Across = 1009;

    [Theory]
    [InlineData("student-clusters", Upright)]
    [InlineData("roster-invitations", Upright)]
    [InlineData("gradebook", Across)]
    [InlineData("clusters-ends", Across)]
    public async Task Page_IsBlackOnWhite_AndFitsTheSheet(string name, int width)
    {
        var row = PageTable.Named(name);
        await using var visit = await row.VisitAsync(campus, new Window { IsDark = true, IsLent = true });
        var page = await visit.OpenAsync(await row.Address(campus.School));
        await Expect(page.Locator(".topbar")).ToBeVisibleAsync();
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        await page.SetViewportSizeAsync(width, 900);
        await Expect(page.Locator(".topbar")).ToBeHiddenAsync();
        Assert.Equal(0, await page.Locator("main button:visible:not(th *)").CountAsync());
        Assert.Equal("rgb(0, 0, 0)", await page.EvaluateAsync<string>("() => getComputedStyle(document.body).color"));
        Assert.Equal("light", await page.EvaluateAsync<string>("() => getComputedStyle(document.documentElement).colorScheme"));
        await Layout.FitsAsync(page, name + " on paper");
        await Pictures.TakeAsync(page, name + "-en-print");
        visit.IsCalm();
    }
}
