using Hangfire;
using Hangfire.Common;
using Hangfire.States;
using Hangfire.Storage;
using Microsoft.Extensions.Options;

namespace EksGrader.Jobs.Scheduling;

/// <summary>Lets jobs that are done be forgotten soon: they are many and tell little.</summary>
internal sealed class ShortHistory : IApplyStateFilter
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    public void OnStateApplied(ApplyStateContext context, IWriteOnlyTransaction transaction)
    {
        if (context.NewState.IsFinal)
            context.JobExpirationTimeout = Kept;
    }

    public void OnStateUnapplied(ApplyStateContext context, IWriteOnlyTransaction transaction)
    {
        // Nothing was kept for the state before.
    }

    /// <summary>The one filter of the program; Hangfire's own would retry what fails by itself.</summary>
    public static IJobFilterProvider Only() => new JobFilterProviderCollection(new Provider(new ShortHistory()));

    private sealed class Provider(ShortHistory filter) : IJobFilterProvider
    {
        private readonly JobFilter[] all = [new JobFilter(filter, JobFilterScope.Global, order: null)];

        public IEnumerable<JobFilter> GetFilters(Job job) => all;
    }
}

/// <summary>Forgets failed jobs when the time that history is kept is over: Hangfire keeps them for good.</summary>
internal sealed class ForgetFailedJobs(JobStorage storage, IBackgroundJobClient client, IOptions<JobOptions> options, TimeProvider time) : IRecurringJob
{
    private const int Most = 1000;

    /// <inheritdoc/>
    public Task RunAsync(CancellationToken cancellationToken)
    {
        var before = (time.GetUtcNow() - options.Value.KeepHistory).UtcDateTime;
        var monitoring = storage.GetMonitoringApi();
        // The newest come first.
        var oldest = (int)Math.Max(0, monitoring.FailedCount() - Most);
        foreach (var (id, _) in monitoring.FailedJobs(oldest, Most).Where(j => j.Value is null || j.Value.FailedAt < before))
            client.ChangeState(id, new DeletedState { Reason = "Kept long enough" }, FailedState.StateName);
        return Task.CompletedTask;
    }
}
