using EksGrader.Tests.Browser.Fixtures;

namespace EksGrader.Tests.Browser.Pages;

/// <summary>
/// A page in English, by a browser that wishes no motion: what it weighs, whether it is calm, still, fits every window, can be used by
/// keyboard with what has the focus in sight, and what axe-core finds, light on a desk and dark on a phone; with pictures of all four.
/// </summary>
internal static class EnglishPages
{
    private const int MostBytes = 100 * 1024;

    // A page's first stops of Tab tell how the others are made.
    private const int Stops = 60;

    /// <summary>Opens it once, and turns light, dark, wide and narrow while it is open.</summary>
    public static async Task LookAsync(Campus campus, PageRow row)
    {
        var name = row.Name;
        await using var visit = await row.VisitAsync(campus, new Window { IsStill = true, IsLent = true });
        var page = await visit.OpenAsync(await row.Address(campus.School), row.Status);
        await row.ArriveAsync(page);
        var weight = await visit.WeightAsync();
        Assert.True(weight is > 0 and < MostBytes, $"{name} weighs {weight} bytes");
        Assert.Equal("en", await page.Locator("html").GetAttributeAsync("lang"));
        await Keyboard.WorksAsync(page, name);
        await CoveredFocus.FindsNothingAsync(page, name + " on a desk", Stops);
        await row.ActAsync(page);
        Assert.Equal(0, await page.EvaluateAsync<int>("() => document.getAnimations().length"));

        await Axe.FindsNothingAsync(page, name + " light");
        await Layout.FitsAsync(page, name + " on a desk");
        await Pictures.TakeAsync(page, name + "-en-light-1440");
        await page.ShineAsync(isDark: true);
        await Pictures.TakeAsync(page, name + "-en-dark-1440");
        await page.SetViewportSizeAsync(390, 900);
        await Axe.FindsNothingAsync(page, name + " dark and narrow");
        await Layout.FitsAsync(page, name + " on a phone");
        await CoveredFocus.FindsNothingAsync(page, name + " on a phone", Stops);
        await page.EvaluateAsync("() => { document.activeElement?.blur(); scrollTo(0, 0); }");
        await Pictures.TakeAsync(page, name + "-en-dark-390");
        await page.ShineAsync(isDark: false);
        await Pictures.TakeAsync(page, name + "-en-light-390");
        await page.SetViewportSizeAsync(2560, 900);
        await Layout.FitsAsync(page, name + " on a wall");
        visit.IsCalm();
    }
}
