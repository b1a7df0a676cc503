using Microsoft.Playwright;

namespace EksGrader.Tests.Browser.PageObjects;

/// <summary>Where an invitation leads: a first password.</summary>
public sealed class WelcomePage(IPage page)
{
    /// <summary>Chooses a password, and waits until it was taken.</summary>
    public async Task AcceptAsync(string password)
    {
        await FillAsync(password, password);
        await page.LeaveAsync("/invitation");
    }

    /// <summary>Types a password twice and sends it.</summary>
    public async Task FillAsync(string password, string repeated)
    {
        await page.Locator("#f-password").FillAsync(password);
        await page.Locator("#f-repeated").FillAsync(repeated);
        await page.Locator("form[data-passkey] , form").Filter(new() { Has = page.Locator("#f-password") }).Locator("button.primary").ClickAsync();
    }
}
