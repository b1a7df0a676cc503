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
        return new JobBoard(
            [.. running.Items.OrderBy(f => f.FireTimeUtc).Select(f => new RunningJob(f.TriggerKey.Group, f.TriggerKey.Name, f.SchedulerInstanceId, f.FireTimeUtc))],
            [.. waiting.Items.OrderBy(t => t.NextFireTimeUtc).Select(t => new WaitingJob(t.Key.Group, t.Key.Name, t.NextFireTimeUtc))],
            [.. failed.Items.OrderByDescending(e => e.FiredAtUtc).Select(e => new FailedJob(
                e.TriggerGroup, e.TriggerName, e.SchedulerInstanceId, e.FiredAtUtc, e.Duration, e.ExceptionMessage ?? ""))],
            waiting.TotalCount ?? waiting.Items.Count);
    }
}
