using System.Net;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Pipeline;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Costs;
using EksGrader.Checks.Deletion;
using EksGrader.Checks.Enforcement;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace EksGrader.Checks;

/// <summary>What grading needs to know of its surroundings.</summary>
public sealed class GradingOptions
{
    /// <summary>Private networks in which clusters may be contacted, their Kubernetes and AWS APIs: practice clusters, private endpoints. By default only public addresses are.</summary>
    public IReadOnlyList<IPNetwork> ClusterNetworks { get; set; } = [];

    /// <summary>Private networks whose pages may be asked, and shown to students as evidence. By default only public ones are, also where clusters are private.</summary>
    public IReadOnlyList<IPNetwork> ProbeNetworks { get; set; } = [];

    /// <summary>Private networks that webhooks may be in. By default only public addresses are posted to.</summary>
    public IReadOnlyList<IPNetwork> WebhookNetworks { get; set; } = [];

    /// <summary>How roles are assumed.</summary>
    public AwsOptions Aws { get; set; } = new();

    /// <summary>Where plug-ins lie.</summary>
    public string PluginFolder { get; set; } = PluginCatalogue.DefaultFolder;

    /// <summary>The price file; null or empty for the prices that ship.</summary>
    public string? PriceFile { get; set; }

    /// <summary>How long looking may take.</summary>
    public GraderLimits Limits { get; set; } = new();
}

/// <summary>Adds what grades a cluster: the command line, the service, tests and benchmarks share it.</summary>
public static class GradingServices
{
    /// <summary>Adds grading. A <see cref="TimeProvider"/>, an <see cref="IHostResolver"/>, a <see cref="Dial"/> or a <see cref="Catalogue"/> that is there already is used.</summary>
    public static IServiceCollection AddGrading(this IServiceCollection services, Action<GradingOptions> configure)
    {
        var options = new GradingOptions();
        configure(options);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IHostResolver>(s => new SystemHostResolver(s.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(s => PluginCatalogue.Extend(Catalogue.Default, options.PluginFolder, s.GetRequiredService<ILogger<Catalogue>>()));
        services.AddSingleton(options.Limits);
        services.AddGuards(options);
        services.AddSingleton(_ => new ProcessResponseBudget());
        services.AddSingleton<IWebProber>(s => new WebProber(
            s.GetRequiredService<IHostResolver>(),
            s.GetRequiredKeyedService<AddressGuard>(NetworkUse.Probes),
            s.GetRequiredKeyedService<GuardedConnector>(NetworkUse.Probes),
            s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new AwsHttp(s.GetRequiredService<GuardedConnector>().ConnectAsync, new AwsHttpLimits(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new AwsClients(s.GetRequiredService<AwsHttp>()));
        services.AddSingleton(s => new AwsSessions(s.GetRequiredService<AwsClients>(), options.Aws, s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IClusterOpener, ClusterOpener>();
        services.AddSingleton(_ => PriceList.Load(options.PriceFile));
        services.AddDeletionProbe();
        services.AddClusterDeletion();
        services.AddSingleton<Grader>();
        services.AddSingleton<StarvationMonitor>();
        services.AddSingleton<ClusterInspector>();
        services.AddSingleton<Replayer>();
        return services;
    }
}
