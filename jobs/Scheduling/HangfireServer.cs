using Hangfire;
using Hangfire.Common;
using Hangfire.Server;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace EksGrader.Jobs.Scheduling;

/// <summary>
/// Runs Hangfire's server within the program. It is made here and not by <c>AddHangfire</c>, which keeps storage, activator and filters
/// in statics: several programs in one process (tests) would share them.
/// </summary>
internal sealed class HangfireServer(
    JobStorage storage,
    IJobFilterProvider filters,
    JobActivator activator,
    IEnumerable<IBackgroundProcess> processes,
    RecurringJobs recurring,
    IOptions<JobOptions> options,
    StorageTuning tuning) : IHostedService, IDisposable
{
    private BackgroundJobServer? server;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        recurring.PlanAll();
        server = new BackgroundJobServer(
            new BackgroundJobServerOptions
            {
                ServerName = "eksgrader",
                WorkerCount = Math.Min(options.Value.Concurrency, tuning.MostWorkers),
                Activator = activator,
                FilterProvider = filters,
                SchedulePollingInterval = tuning.SchedulePolling,
                StopTimeout = options.Value.ShutdownGrace,
                HeartbeatInterval = tuning.Heartbeat,
                ServerTimeout = tuning.Heartbeat * 3,
                ServerCheckInterval = tuning.Heartbeat,
            },
            storage,
            processes);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (server is null)
            return;
        server.SendStop();
        await server.WaitForShutdownAsync(cancellationToken);
    }

    public void Dispose() => server?.Dispose();
}

/// <summary>What is set for each storage as measured (docs/decisions/0003).</summary>
/// <param name="MostWorkers">The most jobs in flight; on PostgreSQL each worker polls.</param>
/// <param name="SchedulePolling">How often jobs that are put off, and recurring ones, are looked for.</param>
/// <param name="Heartbeat">How often the process says that it lives.</param>
internal sealed record StorageTuning(int MostWorkers, TimeSpan SchedulePolling, TimeSpan Heartbeat)
{
    public static StorageTuning InMemory { get; } = new(4096, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));

    public static StorageTuning PostgreSql { get; } = new(64, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10));
}
