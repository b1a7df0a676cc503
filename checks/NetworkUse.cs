using System.Net;
using EksGrader.Checks.Web;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Checks;

/// <summary>
/// What a connection is made for. Each use has its own list of private networks, so that opening one for practice clusters opens it neither
/// for pages that students choose nor for webhooks that instructors choose. The <see cref="AddressGuard"/> and <see cref="GuardedConnector"/>
/// without a key are those of clusters (Kubernetes and AWS APIs).
/// </summary>
public static class NetworkUse
{
    /// <summary>Pages that are asked as evidence: what answers is shown to the student.</summary>
    public const string Probes = "probes";

    /// <summary>Webhooks of courses.</summary>
    public const string Webhooks = "webhooks";

    /// <summary>Adds the guard and the connector of each use.</summary>
    internal static IServiceCollection AddGuards(this IServiceCollection services, GradingOptions options)
    {
        services.AddSingleton(new AddressGuard(options.ClusterNetworks));
        services.AddSingleton(s => Connector(s, s.GetRequiredService<AddressGuard>()));
        AddUse(Probes, options.ProbeNetworks);
        AddUse(Webhooks, options.WebhookNetworks);
        return services;

        void AddUse(string use, IReadOnlyList<IPNetwork> networks)
        {
            services.AddKeyedSingleton(use, new AddressGuard(networks));
            services.AddKeyedSingleton(use, (s, _) => Connector(s, s.GetRequiredKeyedService<AddressGuard>(use)));
        }
    }

    private static GuardedConnector Connector(IServiceProvider services, AddressGuard guard) =>
        new(services.GetRequiredService<IHostResolver>(), guard, services.GetRequiredService<TimeProvider>(), services.GetService<Dial>());
}
