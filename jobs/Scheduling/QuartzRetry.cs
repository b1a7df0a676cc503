using System.Text.Json;
using Quartz;
using Quartz.Extensibility;

namespace EksGrader.Jobs.Scheduling;

/// <summary>Retries by Quartz's execution history, which keeps the inputs.</summary>
/// <param name="schedulers">Gives the scheduler.</param>
/// <param name="history">What ran.</param>
/// <param name="time">The clock.</param>
internal sealed class QuartzRetry(ISchedulerFactory schedulers, IExecutionHistoryStore history, TimeProvider time) : IJobRetry
{
    private static readonly JsonSerializerOptions Stored = new() { PropertyNameCaseInsensitive = true };

    public async Task<bool> RetryAsync(string id, CancellationToken cancellationToken)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        var run = await history.GetExecution(scheduler.SchedulerName, id, cancellationToken);
        if (run is not { Input: { } input, EffectiveResult: JobRunResult.Failed } || JsonSerializer.Deserialize<JobTicket>(input, Stored) is not { Job: not null } ticket)
            return false;

        await scheduler.ScheduleJob<QueuedJob, JobTicket>(
            ticket,
            time.GetUtcNow(),
            new OneOffJobOptions { Name = run.TriggerName, Group = ticket.Job, OnConflict = TriggerConflict.KeepEarlier, RequestRecovery = true },
            cancellationToken);
        return true;
    }
}
