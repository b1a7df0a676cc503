using System.Globalization;
using EksGrader.Api.Features.Jobs;
using EksGrader.Api.Features.Receipts;
using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;

namespace EksGrader.Api.Setup;

/// <summary>What a request goes through, in this order.</summary>
internal static class ServicePipeline
{
    public static void UseService(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseSecurityHeaders();
        app.UseJobDashboardPolicy();
        app.UseRelativeRedirects();
        app.UseRequestLocalization();
        app.UseMiddleware<HostCheck>();
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            // What is the request's fault is answered and no error of ours; everything else is logged as one.
            SuppressDiagnosticsCallback = context => FailureHandler.IsRequestsFault(context.Exception),
            // FailureHandler answers everything before it comes to this.
            ExceptionHandler = static _ => Task.CompletedTask,
        });
        app.UseStatusCodePages(context => SayStatusAsync(context.HttpContext));
        app.UseResponseCompression();
        app.UseStaticFiles(app.Services.GetRequiredService<PageFiles>().ToOptions());
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseMiddleware<CookieWrites>();
        app.UseMiddleware<WriteLimit>();
        app.UseRateLimiter();
        app.UseAntiforgery();
        app.UseMiddleware<Idempotency>();
        app.MapOpenApi();
        app.MapHealth();
        app.MapApi();
        app.MapReceiptKeys();
        app.MapLive();
        app.MapPages();
        app.MapJobDashboard();
    }

    private static Task SayStatusAsync(HttpContext context)
    {
        var kind = ProblemKind.OfStatus(context.Response.StatusCode);
        return PageErrors.IsForPeople(context)
            ? PageErrors.WriteAsync(context, kind)
            : ProblemResponses.WriteAsync(context, ProblemResponses.Of(kind, detail: null, CultureInfo.CurrentUICulture));
    }
}
