using EksGrader.Checks;
using EksGrader.Checks.Grading;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Enforcement;
using EksGrader.Jobs.Events;
using EksGrader.Jobs.Gradings;
using EksGrader.Jobs.Leases;
using EksGrader.Jobs.Metrics;
using EksGrader.Jobs.Receipts;
using EksGrader.Jobs.Regrades;
using EksGrader.Jobs.Reminders;
using EksGrader.Jobs.Scheduling;
using EksGrader.Jobs.Submissions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EksGrader.Jobs;

/// <summary>Brings the jobs into a program.</summary>
public static class JobServices
{
    /// <summary>
    /// Adds every job, the scheduler that runs them, <see cref="IJobQueue"/>, <see cref="IJobBoard"/> and <see cref="IGradingEvents"/>, as
    /// the sections <c>Jobs</c> and <c>Database</c> say. The program adds the database (<c>AddDatabase</c>) and grading
    /// (<see cref="GradingServices.AddGrading"/>) itself, and migrates the database before it starts the host.
    /// </summary>
    public static IServiceCollection AddJobs(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddJobCore(configuration);
        var database = configuration.GetSection(DatabaseOptions.Section).Get<DatabaseOptions>() ?? new DatabaseOptions();
        if (database.Provider == DatabaseProvider.Sqlite)
            services.AddHostedService<ResumeGradings>(); // before the scheduler's own: hosted services start in this order
        return services
            .AddScheduling(configuration)
            .AddJob<GradeSubmission, GradeInput>("grade", GradeJson.Default.GradeInput)
            .AddJob<RegradeSubmission, RegradeInput>("regrade", GradeJson.Default.RegradeInput)
            .AddJob<RunRegradePlan, RegradePlanInput>("regrade-plan", RegradePlanJson.Default.RegradePlanInput)
            .AddRecurringJob<SweepRegradePlans>("sweep-regrade-plans", options => options.SweepEvery)
            .AddRecurringJob<SweepSubmissions>("sweep-submissions", options => options.SweepEvery)
            .AddRepeatedJob<WatchDeletion>("watch-deletion", options => options.WatchEvery)
            .AddRecurringJob<CloseUnseenClusters>("close-unseen-clusters", _ => TimeSpan.FromMinutes(1))
            .AddRecurringJob<CloseStudentUnknowns>("close-student-unknowns", _ => TimeSpan.FromMinutes(1))
            .AddRecurringJob<EnforceDeletion>("enforce-deletion", _ => TimeSpan.FromSeconds(10))
            .AddRecurringJob<RemindDeletion>("remind-deletion", _ => RemindDeletion.Every)
            .AddRecurringJob<DueDatePlanner>("plan-due-dates", _ => DueDatePlanner.Every)
            .AddRecurringJob<CredentialPurger>("purge-access", _ => TimeSpan.FromMinutes(10))
            .AddRecurringJob<PurgeIdempotency>("purge-idempotency", _ => TimeSpan.FromMinutes(10));
    }

    /// <summary>Everything but the scheduler; what tests drive by hand.</summary>
    internal static IServiceCollection AddJobCore(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<JobOptions>().Bind(configuration.GetSection(JobOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IClusterInspector>(s => s.GetRequiredService<ClusterInspector>());
        services.TryAddSingleton<IGradingEvents, GradingEvents>();
        services.TryAddSingleton<ILeaseEvents, LeaseEvents>();
        services.TryAddSingleton<JobMetrics>();
        services.TryAddSingleton<AssignmentLibrary>();
        services.TryAddSingleton<LiveChecks>();
        services.TryAddSingleton<RunningGradings>();
        services.TryAddScoped<GradingCases>();
        services.TryAddScoped<ObservationRunner>();
        services.TryAddScoped<GradingRecorder>();
        services.TryAddScoped<ObserveCluster>();
        services.TryAddScoped<RecordingJudge>();
        services.TryAddScoped<GradingCompletion>();
        services.TryAddScoped<LeaseRegistration>();
        services.TryAddSingleton<AccountRateLimiter>();
        services.TryAddSingleton<WatchClock>();
        services.TryAddSingleton<DeletionChecks>();
        services.TryAddScoped<VerdictAmender>();
        services.TryAddScoped<UnseenClusters>();
        services.TryAddScoped<LeaseCases>();
        services.TryAddScoped<LeaseVerdicts>();
        services.TryAddScoped<LeaseObservationStore>();
        services.TryAddScoped<LeaseClaimer>();
        services.TryAddScoped<TimedProbe>();
        services.TryAddScoped<LeaseRepair>();
        services.TryAddScoped<ClockCorrection>();
        services.TryAddScoped<SubmissionClockCorrection>();
        services.TryAddScoped<LeaseEnding>();
        services.TryAddEnumerable(ServiceDescriptor.Scoped<ILeaseEnded, ReceiptWriter>());
        services.TryAddEnumerable(ServiceDescriptor.Scoped<ILeaseEnded, OrdersOfEndedLease>());
        services.TryAddEnumerable(ServiceDescriptor.Scoped<ILeaseEnded, AccessReturn>()); // after what ends the orders that need it
        services.TryAddScoped<SharedClusters>();
        services.TryAddScoped<CredentialPurger>();
        services.TryAddScoped<StudentUnknowns>();
        services.TryAddScoped<RegradeSubmission>();
        services.TryAddScoped<RegradeJudge>();
        services.TryAddScoped<RegradeComputer>();
        services.TryAddScoped<RegradeApplier>();
        services.TryAddScoped<RunRegradePlan>();
        services.TryAddScoped<SweepRegradePlans>();
        return services.AddEnforcement(configuration).AddReminders(configuration);
    }
}
