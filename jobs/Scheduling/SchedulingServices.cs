using System.Text.Json.Serialization.Metadata;
using EksGrader.Db.Storage;
using Hangfire;
using Hangfire.Common;
using Hangfire.InMemory;
using Hangfire.Server;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EksGrader.Jobs.Scheduling;

/// <summary>Brings the scheduler into a program.</summary>
internal static class SchedulingServices
{
    /// <summary>
    /// Adds the queue, the board and Hangfire's server. Beside SQLite its storage is the process's memory: the rows are the truth, and a
    /// start queues what they say. Beside PostgreSQL it is a schema of the same database, which several processes share.
    /// </summary>
    public static IServiceCollection AddScheduling(this IServiceCollection services, IConfiguration configuration)
    {
        var options = configuration.GetSection(JobOptions.Section).Get<JobOptions>() ?? new JobOptions();
        var database = configuration.GetSection(DatabaseOptions.Section).Get<DatabaseOptions>() ?? new DatabaseOptions();
        if (database.Provider == DatabaseProvider.Sqlite)
        {
            services.AddSingleton(StorageTuning.InMemory);
            services.AddSingleton(s => new JobHistoryStart(s.GetRequiredService<TimeProvider>().GetUtcNow()));
            services.AddSingleton<JobStorage>(_ => new InMemoryStorage(new InMemoryStorageOptions { MaxExpirationTime = options.KeepHistory }));
        }
        else
        {
            services.AddSingleton(StorageTuning.PostgreSql);
            services.AddSingleton(new JobHistoryStart(At: null));
            services.AddSingleton<JobStorage>(_ => PostgreSqlJobStorage.Open(database));
        }

        services.AddSingleton(ShortHistory.Only());
        services.AddSingleton<JobActivator, ServiceActivator>();
        services.AddSingleton<IBackgroundJobClient>(s => new BackgroundJobClient(s.GetRequiredService<JobStorage>(), s.GetRequiredService<IJobFilterProvider>()));
        services.AddSingleton<IRecurringJobManager>(s => new RecurringJobManager(s.GetRequiredService<JobStorage>(), s.GetRequiredService<IJobFilterProvider>()));
        services.AddSingleton<QueuedJob>().AddSingleton<RecurringJob>().AddSingleton<RecurringTurns>().AddSingleton<RecurringJobs>();
        services.AddHostedService<HangfireServer>();
        services.AddHostedService<ClockJumpMonitor>();

        services.TryAddSingleton<JobRegistry>();
        services.TryAddSingleton<JobRunner>();
        services.TryAddSingleton<HangfireQueue>();
        services.TryAddSingleton<IJobQueue>(s => s.GetRequiredService<HangfireQueue>());
        services.TryAddSingleton<IJobBoard, HangfireBoard>();
        services.TryAddSingleton<IJobRetry, HangfireRetry>();
        return services.AddRecurringJob<ForgetFailedJobs>("forget-failed-jobs", _ => TimeSpan.FromHours(1));
    }

    /// <summary>Adds a kind of job that can be queued.</summary>
    /// <param name="services">The program's services.</param>
    /// <param name="name">What it is called; never changed, since stored firings name it.</param>
    /// <param name="type">How its input is stored.</param>
    public static IServiceCollection AddJob<TJob, TInput>(this IServiceCollection services, string name, JsonTypeInfo<TInput> type)
        where TJob : class, IJob<TInput>
        where TInput : class =>
        services.AddScoped<TJob>().AddSingleton(JobKind.Of<TJob, TInput>(name, type));

    /// <summary>Adds a job that is done at the start and then again and again; where several processes share the work, by one of them.</summary>
    /// <param name="services">The program's services.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="every">How often.</param>
    public static IServiceCollection AddRecurringJob<TJob>(this IServiceCollection services, string name, Func<JobOptions, TimeSpan> every)
        where TJob : class, IRecurringJob
    {
        return services.AddScoped<TJob>().AddSingleton(RecurringKind.Of<TJob>(name, every));
    }

    /// <summary>Adds a job that every process does again and again by itself.</summary>
    /// <param name="services">The program's services.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="every">How often.</param>
    public static IServiceCollection AddRepeatedJob<TJob>(this IServiceCollection services, string name, Func<JobOptions, TimeSpan> every)
        where TJob : class, IRecurringJob =>
        services.AddScoped<TJob>().AddSingleton<IBackgroundProcess>(s => ActivatorUtilities.CreateInstance<RepeatedProcess>(s, RecurringKind.Of<TJob>(name, every)));
}
