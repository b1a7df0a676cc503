using System.Net;
using EksGrader.Api.Host;
using EksGrader.Checks;

namespace EksGrader.Api.CommandLine;

/// <summary>The services of one command: the checks library and nothing of the server.</summary>
internal static class GradingHost
{
    /// <summary>Builds them.</summary>
    /// <param name="allowedNetworks">Private networks that may be contacted.</param>
    /// <param name="first">What stands in for the network's own parts, in tests.</param>
    public static ServiceProvider Build(IReadOnlyList<IPNetwork> allowedNetworks, Action<IServiceCollection>? first = null)
    {
        var services = new ServiceCollection();
        first?.Invoke(services);
        return services
            .AddLogging(logging => logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning))
            .AddGrading(options =>
            {
                (options.ClusterNetworks, options.ProbeNetworks) = (allowedNetworks, allowedNetworks);
                options.PluginFolder = PluginOptions.FolderIn(new ConfigurationBuilder().AddEnvironmentVariables().Build());
            })
            .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }
}
