using System.Text.Json.Serialization;
using EksGrader.Jobs.Metrics;
using EksGrader.Jobs.Scheduling;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EksGrader.Tests.Support.Jobs;

/// <summary>The scheduler as the service runs it, on a file in a folder, with a job whose work a test says.</summary>
internal static class SchedulerHost
{
    public static Task<IHost> StartAsync(string folder, Work work, CancellationToken token, params (string Key, string Value)[] settings) =>
        StartAsync(folder, work, TimeProvider.System, token, settings);

    public static async Task<IHost> StartAsync(string folder, Work work, TimeProvider time, CancellationToken token, params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Database:ConnectionString"] = $"Data Source={folder}/eksgrader.db" });
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)));
        builder.Services.AddOptions<JobOptions>().Bind(builder.Configuration.GetSection(JobOptions.Section));
        builder.Services
            .AddSingleton(work)
            .AddSingleton(time)
            .AddSingleton<JobMetrics>()
            .AddMetrics()
            .AddLogging()
            .AddScheduling(builder.Configuration)
            .AddJob<WorkJob, WorkInput>("work", WorkJson.Default.WorkInput);
        if (work.Recurring is not null)
            builder.Services.AddRecurringJob<WorkAgain>("again", _ => TimeSpan.FromHours(1));
        var host = builder.Build();
        await host.StartAsync(token);
        return host;
    }

    public static IJobQueue Queue(this IHost host) => host.Services.GetRequiredService<IJobQueue>();

    public static IJobBoard Board(this IHost host) => host.Services.GetRequiredService<IJobBoard>();
}

/// <summary>What the test's job does.</summary>
internal sealed class Work(Func<string, CancellationToken, Task> run)
{
    public Func<string, CancellationToken, Task> Run { get; } = run;

    public Func<Task>? Recurring { get; init; }
}

public sealed record WorkInput(string What);

[JsonSerializable(typeof(WorkInput))]
internal sealed partial class WorkJson : JsonSerializerContext;

internal sealed class WorkJob(Work work) : IJob<WorkInput>
{
    public Task RunAsync(WorkInput input, CancellationToken cancellationToken) => work.Run(input.What, cancellationToken);
}

internal sealed class WorkAgain(Work work) : IRecurringJob
{
    public Task RunAsync(CancellationToken cancellationToken) => work.Recurring?.Invoke() ?? Task.CompletedTask;
}
