using Microsoft.Playwright;

namespace EksGrader.Tests.Browser.PageObjects;

/// <summary>Signing in with a password.</summary>
public sealed class SignInPage(IPage page)
{
    /// <summary>Why it was refused.</summary>
    public ILocator Alert => page.Locator("main [role=alert]:visible");

    /// <summary>Signs in, and waits until the service leads on.</summary>
    public async Task SignInAsync(string email, string password)
    {
        await TryAsync(email, password);
        await page.LeaveAsync("/sign-in");
    }

    /// <summary>Sends the form, whatever comes of it.</summary>
    public async Task TryAsync(string email, string password)
    {
        await page.Locator("#f-email").FillAsync(email);
        await page.Locator("#f-password").FillAsync(password);
        await page.Locator("main form button.primary").First.ClickAsync();
    }
}
