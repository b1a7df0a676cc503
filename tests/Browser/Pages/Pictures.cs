using System.Reflection;
using Microsoft.Playwright;

namespace EksGrader.Tests.Browser.Pages;

/// <summary>Pictures of pages for people to look at, under <c>artifacts/screenshots</c>.</summary>
internal static class Pictures
{
    private static readonly string Folder = typeof(Pictures).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "Screenshots").Value ?? "screenshots";

    /// <summary>Takes one of the whole page as it is.</summary>
    /// <param name="page">The page.</param>
    /// <param name="name">What it is called, such as <c>home-en-dark-390</c>.</param>
    public static async Task TakeAsync(IPage page, string name)
    {
        var size = await page.EvaluateAsync<int[]>("() => [document.documentElement.clientWidth, Math.max(innerHeight, document.documentElement.scrollHeight)]");
        await WriteAsync(name, await ShootAsync(page, size));
    }

    /// <summary>Takes one of what the window shows of the page.</summary>
    /// <param name="page">The page.</param>
    /// <param name="name">What it is called.</param>
    public static async Task TakeWindowAsync(IPage page, string name) => await WriteAsync(name, await page.ScreenshotAsync());

    /// <summary>Keeps one that was taken.</summary>
    public static async Task WriteAsync(string name, byte[] picture)
    {
        Directory.CreateDirectory(Folder);
        await File.WriteAllBytesAsync(Path.Combine(Folder, name + ".png"), picture, TestContext.Current.CancellationToken);
    }

    private static async Task<byte[]> ShootAsync(IPage page, int[] size)
    {
        // What Chromium offers: it packs a picture with less patience than the binding asks it for, in a third of the CPU.
        var chromium = await page.Context.NewCDPSessionAsync(page);
        var taken = await chromium.SendAsync("Page.captureScreenshot", new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["format"] = "png",
            ["optimizeForSpeed"] = true,
            ["captureBeyondViewport"] = true,
            ["clip"] = new { x = 0, y = 0, width = size[0], height = size[1], scale = 1 },
        });
        await chromium.DetachAsync();
        return taken?.GetProperty("data").GetBytesFromBase64() ?? [];
    }

    /// <summary>Asks for a light or a dark page.</summary>
    public static Task ShineAsync(this IPage page, bool isDark) =>
        page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light });
}
