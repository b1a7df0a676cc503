using Microsoft.Net.Http.Headers;

namespace EksGrader.Api.Host;

/// <summary>Headers that keep a browser from doing with an answer what it is not for (OWASP, "REST Security Cheat Sheet").</summary>
internal static class SecurityHeaders
{
    // Nothing runs in an answer to a program.
    private const string OfAnswers = "default-src 'none'; frame-ancestors 'none'";

    // Pages take everything from this service: no inline script or style, nothing from outside, forms go nowhere else.
    internal const string OfPages = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        context.Response.OnStarting(static state =>
        {
            var context = (HttpContext)state;
            var headers = context.Response.Headers;
            headers[HeaderNames.XContentTypeOptions] = "nosniff";
            headers[HeaderNames.XFrameOptions] = "DENY";
            headers["Referrer-Policy"] = "no-referrer";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";

            // For this host alone: what else the school has below its domain is not ours to promise.
            if (context.Request.IsHttps)
                headers[HeaderNames.StrictTransportSecurity] = "max-age=31536000";
            if (!headers.ContainsKey(HeaderNames.ContentSecurityPolicy))
                headers[HeaderNames.ContentSecurityPolicy] = IsPage(headers) ? OfPages : OfAnswers;

            // Answers are for one caller: no cache between keeps them.
            if (!headers.ContainsKey(HeaderNames.CacheControl))
                headers[HeaderNames.CacheControl] = "no-store";
            return Task.CompletedTask;
        }, context);
        return next(context);
    });

    private static bool IsPage(IHeaderDictionary headers) => headers.ContentType.ToString().StartsWith("text/html", StringComparison.OrdinalIgnoreCase);
}
