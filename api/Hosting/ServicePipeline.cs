using System.Globalization;
using EksGrader.Api.Application;
using EksGrader.Api.Endpoints;

namespace EksGrader.Api.Hosting;

/// <summary>What a request goes through, in this order.</summary>
internal static class ServicePipeline
{
    public static void UseService(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseSecurityHeaders();
        app.UseRequestLocalization();
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            // What is the request's fault is answered and no error of ours; everything else is logged as one.
            SuppressDiagnosticsCallback = context => FailureHandler.IsRequestsFault(context.Exception),
            // FailureHandler answers everything before it comes to this.
            ExceptionHandler = static _ => Task.CompletedTask,
        });
        app.UseStatusCodePages(context => ProblemAnswers.WriteAsync(
            context.HttpContext,
            ProblemAnswers.Of(ProblemKind.OfStatus(context.HttpContext.Response.StatusCode), detail: null, CultureInfo.CurrentUICulture)));
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseRateLimiter();
        app.UseMiddleware<Idempotency>();
        app.MapOpenApi();
        app.MapHealth();
        app.MapApi();
    }
}
