using Hangfire.AspNetCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace EksGrader.Bench.Jobs;

/// <summary>One process that runs jobs, as the service does, beside others on one database.</summary>
internal static class JobNode
{
    public const string Command = "jobs-node";

    /// <summary>Runs jobs until its standard input ends; each line lets the jobs end that hold.</summary>
    public static async Task<int> RunAsync(string connectionString, string name, int workers)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        var held = new HeldJobs();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddLogging(logging => logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Error));
        builder.Services.AddSingleton(database).AddSingleton(new NodeName(name)).AddSingleton(held).AddBenchScheduler(BenchScheduler.Settings(connectionString, workers));
        using var host = builder.Build();
        Hangfire.Logging.LogProvider.SetCurrentLogProvider(new AspNetCoreLogProvider(host.Services.GetRequiredService<ILoggerFactory>()));
        await host.StartAsync();
        await Console.Out.WriteLineAsync("true");
        while (await Console.In.ReadLineAsync(CancellationToken.None) is not null)
            held.Release();
        await host.StopAsync();
        return 0;
    }
}
