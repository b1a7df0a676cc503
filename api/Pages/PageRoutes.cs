using System.Text.Encodings.Web;
using System.Text.Unicode;
using EksGrader.Api.Auth;
using EksGrader.Api.Hosting;
using EksGrader.Api.Pages.Account;
using EksGrader.Api.Pages.Assignments;
using EksGrader.Api.Pages.Clusters;
using EksGrader.Api.Pages.Demo;
using EksGrader.Api.Pages.Gradebook;
using EksGrader.Api.Pages.Jobs;
using EksGrader.Api.Pages.Regrading;
using EksGrader.Api.Pages.Verdicts;
using Microsoft.AspNetCore.ResponseCompression;

namespace EksGrader.Api.Pages;

/// <summary>The pages: Razor components, rendered on the server and sent as they are (docs/decisions/0009).</summary>
internal static class PageRoutes
{
    public static IServiceCollection AddPages(this IServiceCollection services)
    {
        services.AddSingleton<PageFiles>();
        services.AddScoped<VerdictActions>();
        services.AddScoped<ClusterActions>();
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

    public static void MapPages(this IEndpointRouteBuilder app)
    {
        app.MapRazorComponents<App>();
        app.MapRegradeFragments();
        app.MapAccount();
        app.MapEditor();
        app.MapJobBoard();
        app.MapDemoSignIn();
        app.MapDemo();
        app.MapGradebookFragments();
        app.MapClusterFragments();
    }
}
