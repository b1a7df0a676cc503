using System.Text.RegularExpressions;
using EksGrader.Tests.Browser.Fixtures;

namespace EksGrader.Tests.Browser.Everywhere;

/// <summary>Every page in Korean: its words, that they fit, and pictures of it, light and dark, on a desk and on a phone.</summary>
public sealed partial class KoreanPagesTests(Campus campus)
{
    public static TheoryData<string> Names => PageTable.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Page_SpeaksKorean_AndFits(string name)
    {
        var row = PageTable.Named(name);
        await using var visit = await campus.VisitAsync(row.Who, new Window { Language = "ko" });
        var page = await visit.OpenAsync(await row.Address(campus.School), row.Status);
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
