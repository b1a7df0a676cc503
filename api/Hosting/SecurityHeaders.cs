using Microsoft.Net.Http.Headers;

namespace EksGrader.Api.Hosting;

/// <summary>Headers that keep a browser from doing with an answer what it is not for (OWASP, "REST Security Cheat Sheet").</summary>
internal static class SecurityHeaders
{
    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        context.Response.OnStarting(static state =>
        {
            var headers = ((HttpContext)state).Response.Headers;
            headers[HeaderNames.XContentTypeOptions] = "nosniff";
            headers[HeaderNames.XFrameOptions] = "DENY";
            headers["Referrer-Policy"] = "no-referrer";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            if (!headers.ContainsKey(HeaderNames.ContentSecurityPolicy))
                headers[HeaderNames.ContentSecurityPolicy] = "default-src 'none'; frame-ancestors 'none'";

            // Answers are for one caller: no cache between keeps them.
            if (!headers.ContainsKey(HeaderNames.CacheControl))
                headers[HeaderNames.CacheControl] = "no-store";
            return Task.CompletedTask;
        }, context);
        return next(context);
    });
}
