using System.Reflection;
using Microsoft.Playwright;

namespace EksGrader.Tests.Browser.Everywhere;

/// <summary>Pictures of pages for people to look at, under <c>artifacts/screenshots</c>.</summary>
internal static class Pictures
{
    private static readonly string Folder = typeof(Pictures).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "Screenshots").Value ?? "screenshots";

    /// <summary>Takes one of the whole page as it is.</summary>
    /// <param name="page">The page.</param>
    /// <param name="name">What it is called, such as <c>home-en-dark-390</c>.</param>
    public static Task TakeAsync(IPage page, string name) => page.ScreenshotAsync(new PageScreenshotOptions
    {
        Path = Path.Combine(Folder, name + ".png"),
        FullPage = true,
        Animations = ScreenshotAnimations.Disabled,
    });

    /// <summary>Asks for a light or a dark page.</summary>
    public static Task ShineAsync(this IPage page, bool isDark) =>
        page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light });
}
