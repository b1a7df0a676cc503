using Microsoft.Playwright;

namespace EksGrader.Tests.Browser.PageObjects;

/// <summary>Regrading: what would change, and doing it.</summary>
public sealed class RegradePage(IPage page)
{
    /// <summary>Applies what is shown; there when all of it was computed.</summary>
    public ILocator Apply => page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Apply to|명에게 적용|적용", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)) }).First;

    /// <summary>Asks what another number of points for a check would change.</summary>
    public async Task PlanAsync(string check, string points, string reason)
    {
        await page.Locator($"input[name='checks[{check}].points']").FillAsync(points);
        await page.Locator("input[name=reason]").FillAsync(reason);
        await page.Locator("form.regrade-form button.primary").ClickAsync();
        await page.ArriveAsync("**/regrade/*");
    }
}
