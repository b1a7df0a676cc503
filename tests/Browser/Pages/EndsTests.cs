using EksGrader.Tests.Browser.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace EksGrader.Tests.Browser.Pages;

/// <summary>The student's page in each state that the end of a cluster has: what is said fits in both languages, and there are pictures of it.</summary>
public sealed class EndsTests(Campus campus)
{
    [Theory]
    [InlineData("short")]
    [InlineData("late")]
    [InlineData("deleting")]
    [InlineData("confirming")]
    [InlineData("hidden")]
    [InlineData("quarantined")]
    [InlineData("gone")]
    [InlineData("settled")]
    public async Task StudentPage_SaysHowTheClusterStands(string state)
    {
        var ends = await (await campus.OpenAsync()).Ends;
        await LookAsync(ends, state, new Window { Language = "ko", Width = 390 });
        await LookAsync(ends, state, new Window { IsDark = true });
    }

    [Fact]
    public async Task StudentWithOneClusterGone_IsToldOfThoseThatLive()
    {
        var ends = await (await campus.OpenAsync()).Ends;
        await using var visit = await campus.VisitAsync(ends.EmailOf("everything"));
        var page = await visit.OpenAsync(ends.Page);
        await Expect(page.Locator("article.cluster").First).ToHaveAttributeAsync("data-state", "Gone");
        await Expect(page.Locator(".deletion")).ToContainTextAsync("another one of yours is still running.");
        await Expect(page.Locator(".deletion")).Not.ToContainTextAsync("nothing left to do");
    }

    private async Task LookAsync(Ends ends, string state, Window window)
    {
        await using var visit = await campus.VisitAsync(ends.EmailOf(state), window with { IsLent = true });
        var page = await visit.OpenAsync(ends.Page);
        Assert.Equal(1, await page.Locator("article.cluster").CountAsync());
        await Layout.FitsAsync(page, $"{state} in {window.Language}");
        await Pictures.TakeAsync(page, FormattableString.Invariant($"ends-{state}-{window.Language}-{(window.IsDark ? "dark" : "light")}-{window.Width}"));
        visit.IsCalm();
    }
}
