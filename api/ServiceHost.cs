using System.Globalization;
using EksGrader.Api.Features.Accounts;
using EksGrader.Api.Features.Jobs;
using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;
using EksGrader.Checks.Grading;
using EksGrader.Db.Setup;
using Microsoft.Extensions.Options;

namespace EksGrader.Api;

public static partial class ServiceHost
{
    /// <summary>Where it listens when nothing is said.</summary>
    public const string DefaultUrl = WebSetup.DefaultUrl;

    private const int Refused = 2;

    /// <summary>Checks the configuration, brings the database up to date, and starts: the jobs first, then the web.</summary>
    /// <exception cref="OptionsValidationException">The configuration is wrong; every failure is named.</exception>
    /// <exception cref="DatabaseInUseException">Another process serves the SQLite file.</exception>
    public static async Task StartServiceAsync(this WebApplication app, CancellationToken cancellationToken)
    {
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        if (app.Services.GetRequiredService<IOptions<NetworkOptions>>().Value.Allowed.Count > 0)
            Log.OneListForAll(app.Logger);
        // Plug-ins are loaded, and broken ones reported, now and not with the first grading.
        app.Services.GetRequiredService<Catalogue>();
        await app.Services.GetRequiredService<SingleProcess>().TakeAsync(cancellationToken);
        await app.Services.GetRequiredService<DatabaseStart>().MigrateAsync(cancellationToken);
        await app.StartAsync(cancellationToken);
        await FirstAdmin.AnnounceAsync(app, cancellationToken);
    }

    /// <summary>Serves until it is told to stop.</summary>
    /// <param name="args">Configuration as on the command line.</param>
    /// <param name="cancellationToken">Tells it to stop; so do SIGTERM and Ctrl+C.</param>
    /// <returns>The exit code: 2 where it could not start for a reason that its operator can mend, each on standard error.</returns>
    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        WebApplication built;
        try
        {
            built = Build(args);
        }
        catch (Exception e) when (StartFailure.Say(e) is { Count: > 0 } failures)
        {
            return await RefuseAsync(failures);
        }

        await using var app = built;
        using var log = app.LogHangfire();
        try
        {
            await app.StartServiceAsync(cancellationToken);
        }
        catch (Exception e) when (StartFailure.Say(e) is { Count: > 0 } failures)
        {
            return await RefuseAsync(failures);
        }

        await app.WaitForShutdownAsync(cancellationToken);
        return 0;
    }

    private static async Task<int> RefuseAsync(IReadOnlyList<string> failures)
    {
        foreach (var failure in failures)
            await Console.Error.WriteLineAsync(failure);
        return Refused;
    }

    // What a request goes through, in this order.
    private static void UsePipeline(this WebApplication app)
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
        app.UseStatusCodePages(context => WriteStatusAsync(context.HttpContext));
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
    }

    private static Task WriteStatusAsync(HttpContext context)
    {
        var kind = ProblemKind.OfStatus(context.Response.StatusCode);
        return PageErrors.IsForPeople(context)
            ? PageErrors.WriteAsync(context, kind)
            : ProblemResponses.WriteAsync(context, ProblemResponses.Of(kind, detail: null, CultureInfo.CurrentUICulture));
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Network:Allowed opens private networks for clusters alone. Use Network:Clusters, and Network:Probes and Network:Webhooks where pages or webhooks are private too")]
        public static partial void OneListForAll(ILogger logger);
    }
}
