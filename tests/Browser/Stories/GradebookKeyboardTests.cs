using EksGrader.Tests.Browser.Fixtures;
using EksGrader.Tests.Browser.PageObjects;
using static Microsoft.Playwright.Assertions;

namespace EksGrader.Tests.Browser.Stories;

/// <summary>A gradebook by keyboard, and several students at once.</summary>
public sealed class GradebookKeyboardTests(Campus campus)
{
    private const int MostPresses = 6;
    private const string Address = $"/courses/{School.Course}/assignments/{School.Assignment}/gradebook";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FirstStudent_IsAFewPressesAway(bool hasScript)
    {
        await campus.OpenAsync();
        await using var visit = await campus.VisitAsync(Who.Instructor, new Window { HasScript = hasScript });
        var page = await visit.OpenAsync(Address);
        await new GradebookPage(page).Lines.First.WaitForAsync();

        var pressed = 0;
        for (var reached = false; !reached && pressed <= MostPresses; pressed++)
        {
            var onSkip = await page.EvaluateAsync<bool>("() => document.activeElement.matches('.skip-table')");
            await page.Keyboard.PressAsync(onSkip ? "Enter" : "Tab");
            reached = await page.EvaluateAsync<bool>("() => !!document.activeElement.closest('tr[data-student]')");
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"first student after {pressed} presses, script: {hasScript}");
        Assert.InRange(pressed, 1, MostPresses);
    }

    [Fact]
    public async Task Slash_Searches()
    {
        await campus.OpenAsync();
        await using var visit = await campus.VisitAsync(Who.Instructor);
        var page = await visit.OpenAsync(Address);
        await new GradebookPage(page).Lines.First.WaitForAsync();
        await page.Keyboard.PressAsync("/");
        await Expect(page.Locator("#gradebook-search")).ToBeFocusedAsync();
        Assert.Equal("", await page.Locator("#gradebook-search").InputValueAsync());
    }

    [Theory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task MorePages_OpenByKeyboard_EscapeClosesThem_AndALinkLeadsThere(int width)
    {
        await campus.OpenAsync();
        await using var visit = await campus.VisitAsync(Who.Instructor, new Window { Width = width });
        var page = await visit.OpenAsync(Address);
        await new GradebookPage(page).Lines.First.WaitForAsync();
        var menu = page.Locator("details.parts-more");
        var button = menu.Locator("summary");

        await button.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(menu.Locator("a").First).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(menu.Locator("a").First).ToBeHiddenAsync();
        await Expect(button).ToBeFocusedAsync();

        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Tab");
        await Expect(menu.Locator("a").First).ToBeFocusedAsync();
        var target = await menu.Locator("a").First.GetAttributeAsync("href");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync(url => url.EndsWith(target ?? "?", StringComparison.Ordinal));
    }

    [Fact]
    public async Task TickedStudents_AreTakenAlong()
    {
        await campus.OpenAsync();
        await using var visit = await campus.VisitAsync(Who.Instructor);
        var page = await visit.OpenAsync(Address);
        var lines = new GradebookPage(page).Lines;
        await lines.First.WaitForAsync();
        var button = page.Locator("[data-picked]");
        await Expect(button).ToBeDisabledAsync();
        await lines.Nth(0).Locator(".pick").CheckAsync();
        await lines.Nth(1).Locator(".pick").CheckAsync();
        await Expect(button).ToHaveTextAsync("Selected students 2");
        await Expect(new GradebookPage(page).Panel).ToHaveCountAsync(0);
        await button.SendAsync();
        await Expect(page.Locator("h1")).ToContainTextAsync("Selected students: 2");
        visit.IsCalm();
    }
}
