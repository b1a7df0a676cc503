using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;
using Hangfire;
using Hangfire.AspNetCore;
using Hangfire.Dashboard;
using Hangfire.Logging;
using Microsoft.Net.Http.Headers;

namespace EksGrader.Api.Features.Jobs;

/// <summary>
/// Hangfire's own dashboard, for admins and read-only: a retry there would go past the audit trail. What instructors see and do is the page
/// <c>/jobs</c>.
/// </summary>
internal static class JobDashboard
{
    /// <summary>Where it is.</summary>
    public const string Path = "/hangfire";

    // As pages have it, and the dashboard's own font.
    private const string Policy = $"{SecurityHeaders.OfPages}; font-src 'self'";

    /// <summary>Adds what the dashboard asks the program for. The storage is the jobs' own, and no static of Hangfire is set.</summary>
    public static IServiceCollection AddJobDashboard(this IServiceCollection services) => services
        .AddSingleton<IGlobalConfiguration, Configured>()
        .AddSingleton(_ => DashboardRoutes.Routes);

    /// <summary>Maps the dashboard.</summary>
    public static void MapJobDashboard(this WebApplication app)
    {
        var options = new DashboardOptions
        {
            AppPath = "/jobs",
            DashboardTitle = "EksGrader",
            DisplayStorageConnectionString = false,
            IsReadOnlyFunc = static _ => true,
        };
        app.MapHangfireDashboardWithAuthorizationPolicy(Policies.Admin, Path, options)
            .WithMetadata(new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Post]))
            .WithDisplayName("Hangfire dashboard");
    }

    /// <summary>
    /// Has Hangfire tell the log what goes wrong in it, such as a storage that does not answer, until what is returned is disposed. It is a
    /// static of Hangfire's, so only a program that is the whole process calls it.
    /// </summary>
    public static IDisposable LogHangfire(this WebApplication app)
    {
        LogProvider.SetCurrentLogProvider(new AspNetCoreLogProvider(app.Services.GetRequiredService<ILoggerFactory>()));
        return new Silence();
    }

    /// <summary>Gives the dashboard its policy before anything is answered.</summary>
    public static IApplicationBuilder UseJobDashboardPolicy(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        if (context.Request.Path.StartsWithSegments(Path, StringComparison.OrdinalIgnoreCase))
            context.Response.Headers[HeaderNames.ContentSecurityPolicy] = Policy;
        return next(context);
    });

    // The dashboard asks whether Hangfire was configured: it is, without its statics.
    private sealed class Configured : IGlobalConfiguration;

    // A provider left behind would refuse every later storage of the process: its loggers are gone with the program.
    private sealed class Silence : IDisposable
    {
        public void Dispose() => LogProvider.SetCurrentLogProvider(null);
    }
}
