using Quartz;

namespace EksGrader.Jobs.Scheduling;

/// <summary>What the store keeps of a queued job.</summary>
/// <param name="Job">The kind of job.</param>
/// <param name="Input">Its input as JSON.</param>
internal sealed record JobTicket(string Job, string Input);

/// <summary>Runs queued jobs. One Quartz job for all kinds: the store then holds no type names of ours that a later version may rename.</summary>
/// <param name="registry">The kinds.</param>
/// <param name="runner">Runs them.</param>
internal sealed class QueuedJob(JobRegistry registry, JobRunner runner) : Quartz.IJob<JobTicket>
{
    public async ValueTask Execute(IJobExecutionContext context, JobTicket input, CancellationToken cancellationToken = default)
    {
        var kind = registry.Of(input.Job);
        var name = context.RecoveringTriggerKey?.Name ?? context.Trigger.Key.Name;
        await context.TellingFailuresAsync(() => runner.RunAsync(kind.Name, name, (services, token) => kind.RunAsync(services, input.Input, token), cancellationToken));
    }
}

/// <summary>Runs recurring jobs; the next run waits for the one before.</summary>
/// <param name="registry">The kinds.</param>
/// <param name="runner">Runs them.</param>
[DisallowConcurrentExecution]
internal sealed class RecurringJob(JobRegistry registry, JobRunner runner) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var kind = registry.Recurring(context.JobDetail.Key.Name);
        await context.TellingFailuresAsync(() => runner.RunAsync(kind.Name, kind.Name, kind.RunAsync, cancellationToken));
    }
}

/// <summary>What the history keeps of a failure beside its message.</summary>
internal static class JobFailures
{
    /// <summary>Runs a job; of one that fails the history also gets the kind of exception, which its message does not name.</summary>
    public static async Task TellingFailuresAsync(this IJobExecutionContext context, Func<Task> run)
    {
        try
        {
            await run();
        }
        catch (Exception e)
        {
            context.Result = JobRunReport.Failed(e.GetType().Name);
            throw;
        }
    }
}
