using System.Globalization;
using EksGrader.Api.Features.Jobs;
using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;
using EksGrader.Api.Host.Mail;
using EksGrader.Checks;
using EksGrader.Db.Setup;
using EksGrader.Jobs;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Localization;

namespace EksGrader.Api.Setup;

/// <summary>What the service is made of.</summary>
internal static class ServiceSetup
{
    private static readonly CultureInfo[] Languages = [CultureInfo.GetCultureInfo("en"), CultureInfo.GetCultureInfo("ko")];

    public static void AddService(this WebApplicationBuilder builder)
    {
        var (services, configuration) = (builder.Services, builder.Configuration);
        var network = configuration.GetSection(NetworkOptions.Section).Get<NetworkOptions>() ?? new NetworkOptions();
        var grading = configuration.GetSection(GradingSection.Section).Get<GradingSection>() ?? new GradingSection();
        var proxy = configuration.GetSection(ProxyOptions.Section).Get<ProxyOptions>() ?? new ProxyOptions();
        services.AddOptions<NetworkOptions>().Bind(configuration.GetSection(NetworkOptions.Section)).Validate(_ => !network.Faults().Any(), string.Join(' ', network.Faults())).ValidateOnStart();
        services.AddOptions<ProxyOptions>().Validate(_ => !proxy.Faults().Any(), string.Join(' ', proxy.Faults())).ValidateOnStart();

        var costs = configuration.GetSection(CostsOptions.Section).Get<CostsOptions>() ?? new CostsOptions();
        services.AddOptions<CostsOptions>().Validate(_ => !costs.Faults().Any(), string.Join(' ', costs.Faults())).ValidateOnStart();

        services.AddDatabase(configuration);
        services.AddGrading(options =>
        {
            (options.ClusterNetworks, options.ProbeNetworks, options.WebhookNetworks) = (network.ForClusters(), network.ForProbes(), network.ForWebhooks());
            options.Aws = grading.ToAws();
            options.PluginFolder = PluginOptions.FolderIn(configuration);
            options.PriceFile = costs.Prices;
        });
        services.AddJobs(configuration);
        services.AddJobDashboard();
        services.AddAuth(configuration);
        services.AddMail(configuration);
        services.AddSingleton(new ServiceConsole(Console.Out));
        services.AddApplication(configuration);
        services.AddRateLimits(configuration);
        services.AddTelemetry(configuration);
        services.AddSingleton<DiskHealth>();
        services.AddHealthChecks().AddCheck<DatabaseHealth>(DatabaseHealth.Name).AddCheck<DiskHealth>(DiskHealth.Name);
        // A kubeconfig in a form is never buffered on the disk: it is a credential.
        services.Configure<FormOptions>(form => form.MemoryBufferThreshold = BodyLimit.HandInForm);
        services.AddApiDocument();
        services.AddPages();
        services.AddExceptionHandler<FailureHandler>();
        services.ConfigureHttpJsonOptions(json => ApiJson.Configure(json.SerializerOptions));
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));
        services.Configure<RequestLocalizationOptions>(ConfigureLanguages);
        services.Configure<ForwardedHeadersOptions>(headers => Trust(headers, proxy));
        builder.WebHost.ConfigureKestrel(kestrel =>
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
