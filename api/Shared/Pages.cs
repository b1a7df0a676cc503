using System.Text.Encodings.Web;
using System.Text.Unicode;
using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;
using Microsoft.AspNetCore.ResponseCompression;

namespace EksGrader.Api.Shared;

/// <summary>The pages: Razor components, rendered on the server and sent as they are (docs/decisions/0009).</summary>
internal static class Pages
{
    public static IServiceCollection AddPages(this IServiceCollection services)
    {
        services.AddSingleton<PageFiles>();
        services.AddScoped<PageZone>();
        services.AddSingleton<IErrorPage, ErrorPageRenderer>();
        services.AddRazorComponents();
        services.AddCascadingAuthenticationState();

        // Korean goes out as it is: still encoded is what HTML gives a meaning to.
        services.AddWebEncoders(encoders => encoders.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));

        // Secrets of a page (antiforgery tokens) are masked anew each time, so that compressing them gives nothing away (BREACH).
        services.AddResponseCompression(compression =>
        {
            compression.EnableForHttps = true;
            compression.MimeTypes = ["text/html", "text/css", "text/javascript", "image/svg+xml", "application/json", "text/csv"];
            compression.Providers.Add<BrotliCompressionProvider>();
            compression.Providers.Add<GzipCompressionProvider>();
        });
        return services.AddAntiforgery(antiforgery => antiforgery.HeaderName = CookieWrites.Header);
    }

    public static void MapPages(this IEndpointRouteBuilder app) => app.MapRazorComponents<App>();
}
