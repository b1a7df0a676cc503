using System.Net;
using Amazon.Runtime;
using EksGrader.Checks;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Pipeline;
using EksGrader.Checks.Deletion;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EksGrader.Bench.Leases;

/// <summary>The live looker with the AWS SDK's whole pipeline, led to an <see cref="AwsHost"/>.</summary>
internal sealed class SdkProbe : IAsyncDisposable
{
    private readonly ServiceProvider services;
    private readonly BenchProcess host;

    private SdkProbe(ServiceProvider services, BenchProcess host) => (this.services, this.host) = (services, host);

    public IDeletionProbe Probe => services.GetRequiredService<IDeletionProbe>();

    /// <summary>What the answering cost so far.</summary>
    public TimeSpan CpuOfAws => host.TotalProcessorTime;

    public static async Task<SdkProbe> StartAsync(TimeProvider time, LeaseShape shape)
    {
        var shift = time.GetUtcNow() - TimeProvider.System.GetUtcNow();
        var cloud = BenchProcess.StartSelf(
            [AwsHost.Command, shift.Ticks.ToString(System.Globalization.CultureInfo.InvariantCulture), .. shape.All is { } all ? [$"--{all}"] : Array.Empty<string>()]);
        var port = await cloud.ReadAsync<int>();
        var provider = new ServiceCollection()
            .AddSingleton(time)
            .AddLogging(logging => logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Error))
            .AddGrading(options => options.ClusterNetworks = [IPNetwork.Parse("127.0.0.0/8")])
            .AddSingleton(s => new AwsClients(s.GetRequiredService<AwsHttp>(), () => new BasicAWSCredentials("AKIAGRADER0000000000", "grader-secret"), new Uri($"http://127.0.0.1:{port}")))
            .BuildServiceProvider();
        return new SdkProbe(provider, cloud);
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        host.Dispose();
    }
}
