using Quartz;

namespace EksGrader.Jobs.Scheduling;

/// <summary>The queue on Quartz: a firing is a one-shot trigger, its group the kind of job.</summary>
/// <param name="schedulers">Gives the scheduler.</param>
/// <param name="registry">The kinds of jobs.</param>
/// <param name="time">The clock.</param>
internal sealed class QuartzQueue(ISchedulerFactory schedulers, JobRegistry registry, TimeProvider time) : IJobQueue
{
    public async Task<bool> EnqueueAsync<TInput>(string name, TInput input, DateTimeOffset? at, CancellationToken cancellationToken)
        where TInput : class
    {
        var kind = registry.Of<TInput>();
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        var scheduled = await scheduler.ScheduleJob<QueuedJob, JobTicket>(
            new JobTicket(kind.Name, kind.Write(input)),
            at ?? time.GetUtcNow(),
            new OneOffJobOptions { Name = name, Group = kind.Name, OnConflict = TriggerConflict.KeepEarlier, RequestRecovery = true },
            cancellationToken);
        return scheduled.Outcome != ScheduleOutcome.Kept;
    }
}
