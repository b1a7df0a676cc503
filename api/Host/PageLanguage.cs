using Microsoft.AspNetCore.Localization;

namespace EksGrader.Api.Host;

/// <summary>The language of pages: what the address asks for (and is remembered), what was asked before, what the browser wishes.</summary>
internal sealed class PageLanguage : RequestCultureProvider
{
    /// <summary>The parameter of addresses that asks for a language.</summary>
    public const string Parameter = "lang";

    private const string Cookie = "eksgrader-language";

    /// <inheritdoc/>
    public override Task<ProviderCultureResult?> DetermineProviderCultureResult(HttpContext httpContext)
    {
        var asked = Known(httpContext.Request.Query[Parameter]);
        if (asked is not null)
            Remember(httpContext, asked);
        var language = asked ?? Known(httpContext.Request.Cookies[Cookie]);
        return Task.FromResult(language is null ? null : new ProviderCultureResult("en", language));
    }

    /// <summary>Remembers a language in this browser; null for what the browser wishes.</summary>
    public static void Remember(HttpContext context, string? language)
    {
        if (Known(language) is { } known)
        {
            context.Response.Cookies.Append(Cookie, known, new CookieOptions
            {
                HttpOnly = true,
                SameSite = SameSiteMode.Lax,
                Secure = context.Request.IsHttps,
                MaxAge = TimeSpan.FromDays(365),
                IsEssential = true,
            });
        }
        else
            context.Response.Cookies.Delete(Cookie);
    }

    private static string? Known(string? language) => language is "en" or "ko" ? language : null;
}
