using Quartz;
using Quartz.Extensibility;

namespace EksGrader.Jobs.Scheduling;

/// <summary>The board on Quartz's store and its execution history.</summary>
/// <param name="schedulers">Gives the scheduler.</param>
/// <param name="history">What ran.</param>
internal sealed class QuartzBoard(ISchedulerFactory schedulers, IExecutionHistoryStore history) : IJobBoard
{
    public async Task<JobBoard> ReadAsync(int limit, CancellationToken cancellationToken)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        var queued = SchedulerConstants.ScheduledJobKey<QueuedJob>();
        var running = await scheduler.QueryFireInstances(new FireInstanceQuery { State = FireInstanceState.Executing, Take = limit }, cancellationToken);
        var waiting = await scheduler.QueryTriggers(new TriggerQuery { Job = queued, Take = limit, IncludeTotalCount = true }, cancellationToken);
        var failed = await history.QueryExecutions(
            new ExecutionHistoryQuery { SchedulerName = scheduler.SchedulerName, FailedFinally = true, Results = [JobRunResult.Failed], Take = limit },
            cancellationToken);

        // A trigger on its last firing has no next time: it runs, and does not wait any more.
        var due = waiting.Items.Where(t => t.NextFireTimeUtc is not null).OrderBy(t => t.NextFireTimeUtc).ToList();
        return new JobBoard(
            [.. running.Items.OrderBy(f => f.FireTimeUtc).Select(f => new RunningJob(f.TriggerKey.Group, f.TriggerKey.Name, f.SchedulerInstanceId, f.FireTimeUtc))],
            [.. due.Select(t => new WaitingJob(t.Key.Group, t.Key.Name, t.NextFireTimeUtc))],
            [.. failed.Items.OrderByDescending(e => e.FiredAtUtc).Select(Failed)],
            Math.Max(due.Count, (waiting.TotalCount ?? waiting.Items.Count) - (waiting.Items.Count - due.Count)));
    }

    private static FailedJob Failed(ExecutionHistoryEntry run) => new(
        run.TriggerGroup, run.TriggerName, run.SchedulerInstanceId, run.FiredAtUtc, run.Duration, run.ExceptionMessage ?? "")
    {
        Id = run.EntryId ?? "",
        ErrorType = run.Summary ?? "",
        CanRetry = run is { EntryId: not null } && run.JobName == SchedulerConstants.ScheduledJobKey<QueuedJob>().Name,
    };
}
