using System.Globalization;
using EksGrader.Api.Features.Accounts;
using EksGrader.Api.Features.Jobs;
using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;
using EksGrader.Checks.Grading;
using EksGrader.Db.Setup;
using Microsoft.Extensions.Options;

namespace EksGrader.Api.Setup;

/// <summary>The service as a program: what <c>dotnet run --project api</c> and <c>demo</c> start, and what tests start as it is.</summary>
public static partial class ServiceHost
{
    /// <summary>Where it listens when nothing is said.</summary>
    public const string DefaultUrl = "http://localhost:5080";

    private const int Refused = 2;

    /// <summary>Builds the service; nothing is contacted yet. Start it with <see cref="StartServiceAsync"/>.</summary>
    /// <param name="args">Configuration as on the command line, such as <c>--Database:Provider=PostgreSql</c>.</param>
    /// <param name="configure">Adds to it: comes after the service's own services, so what it adds wins.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        // The program's own folder holds appsettings.json; data lies where the program is started.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        if (!IsAddressGiven(builder.Configuration))
            builder.WebHost.UseUrls(DefaultUrl);
        builder.AddService();
        configure?.Invoke(builder);
        var app = builder.Build();
        app.UseService();
        return app;
    }

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
        await SayHowToGetInAsync(app, cancellationToken);
    }

    /// <summary>Serves until it is told to stop.</summary>
    /// <param name="args">Configuration as on the command line.</param>
    /// <param name="cancellationToken">Tells it to stop; so do SIGTERM and Ctrl+C.</param>
    /// <returns>The exit code: 2 where it could not start for a reason that whoever runs it can mend, each on standard error.</returns>
    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        await using var app = Build(args);
        using var log = app.LogHangfire();
        try
        {
            await app.StartServiceAsync(cancellationToken);
        }
        catch (Exception e) when (StartFailure.Say(e) is { Count: > 0 } failures)
        {
            foreach (var failure in failures)
                await Console.Error.WriteLineAsync(failure);
            return Refused;
        }

        await app.WaitForShutdownAsync(cancellationToken);
        return 0;
    }

    private static bool IsAddressGiven(IConfiguration configuration) =>
        !string.IsNullOrEmpty(configuration["urls"])
        || !string.IsNullOrEmpty(configuration["http_ports"])
        || !string.IsNullOrEmpty(configuration["https_ports"])
        || configuration.GetSection("Kestrel:Endpoints").Exists();

    // On the console and not in the log: logs go to places where many can read them.
    private static async Task SayHowToGetInAsync(WebApplication app, CancellationToken cancellationToken)
    {
        if (app.Services.GetRequiredService<IOptions<AdminToken>>().Value.IsSet)
            return;
        await using var scope = app.Services.CreateAsyncScope();
        if (await scope.ServiceProvider.GetRequiredService<FirstAdmin>().OfferAsync(cancellationToken) is not { } code)
            return;
        var site = app.Services.GetRequiredService<IOptions<SiteOptions>>().Value;
        var link = InvitationEmail.LinkOf(site.Address ?? AddressOf(app, site), code);
        await app.Services.GetRequiredService<ServiceConsole>().Output.WriteLineAsync(AccountTexts.Catalog["FirstAdminLink", link].In(CultureInfo.CurrentUICulture));
    }

    // What listens on every address, or by a name that is not answered to (Kestrel takes any name for every address), is open on this machine by its own name.
    private static Uri AddressOf(WebApplication app, SiteOptions site)
    {
        var first = BindingAddress.Parse(app.Urls.First());
        var host = first.Host is "*" or "+" or "0.0.0.0" or "[::]" || !HostCheck.IsAnswered(first.Host, site) ? "localhost" : first.Host;
        return new UriBuilder(first.Scheme, host, first.Port).Uri;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Network:Allowed opens private networks for clusters alone. Say it with Network:Clusters, and where pages or webhooks are private too with Network:Probes and Network:Webhooks")]
        public static partial void OneListForAll(ILogger logger);
    }
}

/// <summary>Where the service says what only its operator may read.</summary>
/// <param name="Output">The console, or what a test puts in its place.</param>
public sealed record ServiceConsole(TextWriter Output);
