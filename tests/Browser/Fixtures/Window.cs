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

    /// <summary>The session of whoever signed in, see <see cref="Campus.WelcomeAsync"/>; null for nobody.</summary>
    public string? SignedIn { get; init; }

    internal BrowserNewContextOptions ToOptions(Uri home) => new()
    {
        BaseURL = home.ToString(),
        Locale = Language == "ko" ? "ko-KR" : "en-GB",
        ViewportSize = new ViewportSize { Width = Width, Height = 900 },
        ColorScheme = IsDark ? ColorScheme.Dark : ColorScheme.Light,
        ReducedMotion = IsStill ? ReducedMotion.Reduce : ReducedMotion.NoPreference,
        JavaScriptEnabled = HasScript,
        TimezoneId = TimeZone,
        StorageState = SignedIn,
        Permissions = ["clipboard-read", "clipboard-write"],
    };
}
