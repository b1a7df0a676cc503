using System.IO.Compression;
using EksGrader.Api.Host;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using Scalar.AspNetCore;

namespace EksGrader.Api.Features.ApiDocs;

/// <summary>
/// The API's description as a page, at <c>/docs</c>: Scalar's script out of its package, in a page of our own, since the package's page
/// holds a script of its own, which the policy of pages forbids. Nothing comes from outside: no fonts, no proxy, no agent, no telemetry.
/// </summary>
internal static class ApiDocsFeature
{
    private const string Script = "ScalarStaticAssets.scalar.js";

    // Scalar's script puts its styles into the page. The page shows nothing that a person entered, so that a style can give nothing away.
    private static readonly string Policy = SecurityHeaders.OfPages.Replace("style-src 'self'", "style-src 'self' 'unsafe-inline'", StringComparison.Ordinal);

    private static string Version => typeof(ScalarOptions).Assembly.GetName().Version?.ToString() ?? "";

    public static void MapApiDocs(this IEndpointRouteBuilder app)
    {
        var docs = app.MapGroup("/docs").AllowAnonymous().ExcludeFromDescription();
        docs.MapGet("", Page);
        docs.MapGet("/scalar.js", SendScript);
    }

    private static ContentHttpResult Page(HttpResponse response, PageFiles files)
    {
        response.Headers[HeaderNames.ContentSecurityPolicy] = Policy;
        return TypedResults.Content(
            $$"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <title>EksGrader API</title>
                <style>
                    :root { --scalar-custom-header-height: 40px; }
                    body { margin: 0; font-family: system-ui, sans-serif; }
                    .back { position: sticky; top: 0; z-index: 1001; display: flex; align-items: center; height: 40px; padding: 0 1rem; background: Canvas; color: CanvasText; }
                    .back a { color: inherit; }
                </style>
                <link rel="icon" type="image/svg+xml" href="{{files["icon.svg"]}}">
            </head>
            <body>
                <header class="back"><a href="/">← EksGrader</a></header>
                <noscript><p><a href="/openapi/{{ApiDocument.Name}}.json">/openapi/{{ApiDocument.Name}}.json</a></p></noscript>
                <div id="reference" data-description="/openapi/{{ApiDocument.Name}}.json" data-script="/docs/scalar.js?v={{Version}}"></div>
                <script src="{{files["js/docs.js"]}}" type="module"></script>
            </body>
            </html>
            """,
            "text/html; charset=utf-8");
    }

    // It lies compressed in the package: most browsers get it as it lies there.
    private static Results<FileStreamHttpResult, NotFound> SendScript(HttpRequest request, HttpResponse response)
    {
        if (typeof(ScalarOptions).Assembly.GetManifestResourceStream(Script) is not { } packed)
            return TypedResults.NotFound();
        response.Headers[HeaderNames.CacheControl] = "public, max-age=31536000, immutable";
        response.Headers[HeaderNames.Vary] = HeaderNames.AcceptEncoding;
        var isPacked = request.GetTypedHeaders().AcceptEncoding.Any(e => e.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && e.Quality is not 0);
        if (isPacked)
            response.Headers[HeaderNames.ContentEncoding] = "gzip";
        return TypedResults.Stream(isPacked ? packed : new GZipStream(packed, CompressionMode.Decompress), "text/javascript; charset=utf-8");
    }
}
