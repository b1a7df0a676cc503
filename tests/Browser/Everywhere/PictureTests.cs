using System.Reflection;
using EksGrader.Tests.Browser.Fixtures;
using Microsoft.Playwright;

namespace EksGrader.Tests.Browser.Everywhere;

/// <summary>Every page in both languages, light and dark, on a phone and on a desk: pictures for people to look at, and what a program can see of them.</summary>
public sealed class PictureTests(Campus campus)
{
    private static readonly string Folder = typeof(PictureTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "Screenshots").Value ?? "screenshots";

    public static TheoryData<string> Names => PageTable.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Page_IsCalmAndFitsItsWindow(string name)
    {
        var row = PageTable.Named(name);
        foreach (var language in (string[])["en", "ko"])
        {
            await using var visit = await campus.VisitAsync(row.Who, new Window { Language = language });
            var page = await visit.OpenAsync(await row.Address(campus.School), row.Status);
            Assert.Equal(language, await page.Locator("html").GetAttributeAsync("lang"));
            foreach (var width in (int[])[2560, 1440, 390])
            {
                await page.SetViewportSizeAsync(width, 900);
                var overflow = await visit.OverflowAsync();
                Assert.True(overflow <= 0, $"{name} in {language} is {overflow} pixels wider than {width}");
                if (width < 2000)
                    await TakeAsync(page, name, language, width);
            }

            visit.IsCalm();
        }
    }

    private static async Task TakeAsync(IPage page, string name, string language, int width)
    {
        foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
            await page.ScreenshotAsync(new PageScreenshotOptions
            {
                Path = Path.Combine(Folder, $"{name}-{language}-{(scheme == ColorScheme.Dark ? "dark" : "light")}-{width}.png"),
                FullPage = true,
                Animations = ScreenshotAnimations.Disabled,
            });
        }
    }
}
