using System.Globalization;
using EksGrader.Checks;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Localization;
using Microsoft.Extensions.Caching.Memory;

namespace EksGrader.Api.Host;

/// <summary>Brings what every request needs into the service, and the sections of the configuration that grading needs.</summary>
internal static class WebSetup
{
    /// <summary>Where it listens when nothing is said.</summary>
    public const string DefaultUrl = "http://localhost:5080";

    private static readonly CultureInfo[] Languages = [CultureInfo.GetCultureInfo("en"), CultureInfo.GetCultureInfo("ko")];

    public static IServiceCollection AddGrader(this IServiceCollection services, IConfiguration configuration)
    {
        var network = configuration.GetSection(NetworkOptions.Section).Get<NetworkOptions>() ?? new NetworkOptions();
        var grading = configuration.GetSection(GradingSection.Section).Get<GradingSection>() ?? new GradingSection();
        var costs = configuration.GetSection(CostsOptions.Section).Get<CostsOptions>() ?? new CostsOptions();
        services.AddOptions<NetworkOptions>().Bind(configuration.GetSection(NetworkOptions.Section)).Validate(_ => !network.Faults().Any(), string.Join(' ', network.Faults())).ValidateOnStart();
        services.AddOptions<CostsOptions>().Validate(_ => !costs.Faults().Any(), string.Join(' ', costs.Faults())).ValidateOnStart();
        services.AddGrading(options =>
        {
            (options.ClusterNetworks, options.ProbeNetworks, options.WebhookNetworks) = (network.ForClusters(), network.ForProbes(), network.ForWebhooks());
            options.Aws = grading.ToAws();
            options.PluginFolder = PluginOptions.FolderIn(configuration);
            options.PriceFile = costs.Prices;
        });
        return services.AddSingleton<AwsIdentity>();
    }

    public static IServiceCollection AddWeb(this WebApplicationBuilder builder)
    {
        var (services, configuration) = (builder.Services, builder.Configuration);
        ConfigureKestrel(builder.WebHost, configuration);
        var proxy = configuration.GetSection(ProxyOptions.Section).Get<ProxyOptions>() ?? new ProxyOptions();
        services.AddOptions<ProxyOptions>().Validate(_ => !proxy.Faults().Any(), string.Join(' ', proxy.Faults())).ValidateOnStart();
        services.Configure<ForwardedHeadersOptions>(headers => Trust(headers, proxy));
        services.AddRateLimits(configuration);
        services.AddTelemetry(configuration);
        services.AddSingleton<DiskHealth>();
        services.AddHealthChecks().AddCheck<DatabaseHealth>(DatabaseHealth.Name).AddCheck<DiskHealth>(DiskHealth.Name);
        services.AddHybridCache();
        services.AddOptions<MemoryCacheOptions>().Configure<TimeProvider>(static (cache, time) => cache.Clock = new PassingTime(time));
        services.AddSingleton(new ServiceConsole(Console.Out));
        services.AddScoped<AuditTrail>();
        services.AddExceptionHandler<FailureHandler>();
        services.AddApiDocument();
        services.ConfigureHttpJsonOptions(json => ApiJson.Configure(json.SerializerOptions));
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));
        services.Configure<RequestLocalizationOptions>(ConfigureLanguages);
        // A kubeconfig in a form is never buffered on the disk: it is a credential.
        return services.Configure<FormOptions>(form => form.MemoryBufferThreshold = BodyLimit.SubmissionForm);
    }

    public static void MapWeb(this IEndpointRouteBuilder app)
    {
        app.MapOpenApi();
        app.MapHealth();
        School.Map(app);
    }

    private static void ConfigureKestrel(ConfigureWebHostBuilder host, IConfiguration configuration)
    {
        var isAddressGiven = !string.IsNullOrEmpty(configuration["urls"])
            || !string.IsNullOrEmpty(configuration["http_ports"])
            || !string.IsNullOrEmpty(configuration["https_ports"])
            || configuration.GetSection("Kestrel:Endpoints").Exists();
        if (!isAddressGiven)
            host.UseUrls(DefaultUrl);
        host.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = BodyLimit.Default;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        });
    }

    private static void ConfigureLanguages(RequestLocalizationOptions languages)
    {
        // Words follow the caller; numbers and times in answers never do.
        languages.DefaultRequestCulture = new RequestCulture("en");
        languages.SupportedCultures = [Languages[0]];
        languages.SupportedUICultures = Languages;
        languages.RequestCultureProviders = [new PageLanguage(), new AcceptLanguageHeaderRequestCultureProvider()];
        languages.ApplyCurrentCultureToResponseHeaders = true;
    }

    private static void Trust(ForwardedHeadersOptions headers, ProxyOptions proxy)
    {
        headers.KnownIPNetworks.Clear();
        headers.KnownProxies.Clear();
        foreach (var network in proxy.Trusted)
        {
            if (System.Net.IPNetwork.TryParse(network, out var trusted))
                headers.KnownIPNetworks.Add(trusted);
        }

        headers.ForwardedHeaders = proxy.Trusted.Count > 0 ? ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost : ForwardedHeaders.None;
    }
}

/// <summary>Where the service says what only its operator may read.</summary>
/// <param name="Output">The console, or what a test puts in its place.</param>
public sealed record ServiceConsole(TextWriter Output);
