using System.Text.RegularExpressions;
using EksGrader.Tests.Browser.Fixtures;

namespace EksGrader.Tests.Browser.Pages;

/// <summary>A page in Korean: its words, that they fit, and pictures of it, light and dark, on a desk and on a phone.</summary>
internal static partial class KoreanPages
{
    /// <summary>Opens it once, and turns light, dark, wide and narrow while it is open.</summary>
    public static async Task LookAsync(Campus campus, PageRow row)
    {
        var name = row.Name;
        await using var visit = await row.VisitAsync(campus, new Window { Language = "ko", IsLent = true });
        var page = await visit.OpenAsync(await row.Address(campus.School), row.Status);
        await row.ArriveAsync(page);
        await row.ActAsync(page);
        Assert.Equal("ko", await page.Locator("html").GetAttributeAsync("lang"));
        Assert.Matches(Hangul(), await page.Locator("main h1").First.InnerTextAsync());

        foreach (var width in (int[])[1440, 390])
        {
            await page.SetViewportSizeAsync(width, 900);
            await Layout.FitsAsync(page, $"{name} in Korean at {width}");
            await page.ShineAsync(isDark: false);
            await Pictures.TakeAsync(page, FormattableString.Invariant($"{name}-ko-light-{width}"));
            await page.ShineAsync(isDark: true);
            await Pictures.TakeAsync(page, FormattableString.Invariant($"{name}-ko-dark-{width}"));
        }

        visit.IsCalm();
    }

    [GeneratedRegex(@"\p{IsHangulSyllables}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Hangul();
}
