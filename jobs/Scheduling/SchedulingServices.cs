using System.Text.Json.Serialization.Metadata;
using EksGrader.Db.Setup;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Quartz;

namespace EksGrader.Jobs.Scheduling;

/// <summary>Brings the scheduler into a program.</summary>
internal static class SchedulingServices
{
    /// <summary>The group of recurring jobs and their triggers in the store.</summary>
    public const string Recurring = "recurring";

    /// <summary>Adds the queue, the board and the scheduler on a store of its own that outlives the process.</summary>
    public static IServiceCollection AddScheduling(this IServiceCollection services, IConfiguration configuration)
    {
        var options = configuration.GetSection(JobOptions.Section).Get<JobOptions>() ?? new JobOptions();
        var database = configuration.GetSection(DatabaseOptions.Section).Get<DatabaseOptions>() ?? new DatabaseOptions();
        var sqlite = database.Provider == DatabaseProvider.Sqlite;
        var store = sqlite ? JobStoreFile.ConnectionStringOf(options.ConnectionString, database.ConnectionString) : database.ConnectionString;
        if (sqlite)
            services.AddSingleton(JobStoreFile.FolderOf(store)).AddHostedService(s => ActivatorUtilities.CreateInstance<JobStoreFile>(s, store)); // before the scheduler's own: hosted services start in this order

        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(scheduler =>
            {
                scheduler.InstanceName = "EksGrader";
                scheduler.GenerateInstanceId = !sqlite;
                scheduler.ShutdownJobInterruption = ShutdownJobInterruption.Always;
            });
            quartz.UseDefaultThreadPool(options.Concurrency);
            quartz.UsePersistentStore(persistent =>
            {
                if (sqlite)
                    persistent.UseSqlite(store);
                else
                    persistent.UsePostgres(store).UseClustering(cluster => (cluster.CheckinInterval, cluster.CheckinMisfireThreshold) = (TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3)));
                persistent.ProvisionSchema();
                persistent.UseExecutionHistory();
                persistent.ConfigureStore(s => s.RecoverFiringsCancelledByShutdown = true);
            });
        });
        services.AddQuartzExecutionHistory(history =>
        {
            history.WriteBehindInterval = TimeSpan.FromSeconds(1);
            history.Retention = options.KeepHistory;
            // Inputs of jobs are ids and versions, never a secret: with them a failed job can be tried again.
            history.RecordInput = true;
            // Successes are many and tell little; failures do not count against this and stay.
            history.MaxEntriesPerJob = 1000;
            history.MaxEntriesPerScheduler = 10_000;
        });
        services.AddQuartzHostedService(hosted => hosted.WaitForJobsToComplete = true);
        services.AddHostedService<ClockKeeper>();

        services.TryAddSingleton<JobRegistry>();
        services.TryAddSingleton<JobRunner>();
        services.TryAddSingleton<IJobQueue, QuartzQueue>();
        services.TryAddSingleton<IJobBoard, QuartzBoard>();
        services.TryAddSingleton<IJobRetry, QuartzRetry>();
        return services;
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
        services.AddScoped<TJob>().AddSingleton(RecurringKind.Of<TJob>(name, every));
        return services.ConfigureAllQuartzSchedulers(quartz => quartz.ScheduleJob<RecurringJob>(
            (provider, trigger) => trigger.WithIdentity(name, Recurring).StartNow().WithSimpleSchedule(schedule => schedule
                .WithInterval(every(provider.GetRequiredService<Microsoft.Extensions.Options.IOptions<JobOptions>>().Value))
                .RepeatForever()),
            (_, job) => job.WithIdentity(name, Recurring)));
    }
}
