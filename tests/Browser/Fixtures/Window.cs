using System.Text.Json;
using Microsoft.Playwright;

namespace EksGrader.Tests.Browser.Fixtures;

/// <summary>Whose browser it is.</summary>
public sealed record Window
{
    /// <summary>The language that it wishes: <c>en</c> or <c>ko</c>.</summary>
    public string Language { get; init; } = "en";

    /// <summary>Its width in pixels.</summary>
    public int Width { get; init; } = 1440;

    /// <summary>Whether the system wishes dark pages.</summary>
    public bool IsDark { get; init; }

    /// <summary>Whether the system wishes that nothing moves.</summary>
    public bool IsStill { get; init; }

    /// <summary>Whether scripts run.</summary>
    public bool HasScript { get; init; } = true;

    /// <summary>Where it stands.</summary>
    public string TimeZone { get; init; } = "Asia/Seoul";

    /// <summary>Whether others had it before and will have it again, for those who only look: to open one costs more than to look at a page.</summary>
    public bool IsLent { get; init; }

    /// <summary>The session of the person who signed in, as Playwright keeps it, see <see cref="Campus.WelcomeAsync"/>; null for no one.</summary>
    public string? SignedIn { get; init; }

    /// <summary>The cookies of that session.</summary>
    internal IEnumerable<Cookie> Cookies
    {
        get
        {
            using var kept = JsonDocument.Parse(SignedIn ?? """{"cookies":[]}""");
            return [.. kept.RootElement.GetProperty("cookies").EnumerateArray().Select(ToCookie)];
        }
    }

    internal ViewportSize Size => new() { Width = Width, Height = 900 };

    internal ColorScheme Scheme => IsDark ? ColorScheme.Dark : ColorScheme.Light;

    internal BrowserNewContextOptions ToOptions(Uri home) => new()
    {
        BaseURL = home.ToString(),
        Locale = Language == "ko" ? "ko-KR" : "en-GB",
        ViewportSize = Size,
        ColorScheme = Scheme,
        ReducedMotion = IsStill ? ReducedMotion.Reduce : ReducedMotion.NoPreference,
        JavaScriptEnabled = HasScript,
        TimezoneId = TimeZone,
        StorageState = SignedIn,
        Permissions = ["clipboard-read", "clipboard-write"],
    };

    private static Cookie ToCookie(JsonElement kept) => new()
    {
        Name = kept.GetProperty("name").GetString() ?? "",
        Value = kept.GetProperty("value").GetString() ?? "",
        Domain = kept.GetProperty("domain").GetString(),
        Path = kept.GetProperty("path").GetString(),
        HttpOnly = true,
        SameSite = SameSiteAttribute.Lax,
    };
}
