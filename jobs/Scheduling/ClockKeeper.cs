using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quartz;

namespace EksGrader.Jobs.Scheduling;

/// <summary>
/// Starts recurring jobs anew when the clock jumps: the scheduler plans their next time by the clock. It would leave them be until one that was
/// put back has come there again, and after a jump ahead until it looks for what it missed, once a minute. Queued jobs of a clock that ran ahead
/// wait no longer than it was ahead, and the sweeps queue them again.
/// </summary>
/// <param name="schedulers">Gives the scheduler.</param>
/// <param name="registry">The kinds of jobs.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told of it.</param>
internal sealed partial class ClockKeeper(ISchedulerFactory schedulers, JobRegistry registry, TimeProvider time, ILogger<ClockKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    // What the corrections of a healthy clock stay under.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var (last, ticked) = (time.GetUtcNow(), time.GetTimestamp());
        var hasJumped = false;
        using var ticks = new PeriodicTimer(Every, time);
        while (await TickAsync(ticks, stoppingToken))
        {
            var (now, tick) = (time.GetUtcNow(), time.GetTimestamp());
            hasJumped |= (now - last - time.GetElapsedTime(ticked, tick)).Duration() > Tolerance;
            (last, ticked) = (now, tick);
            if (!hasJumped)
                continue;
            try
            {
                await StartAnewAsync(stoppingToken);
                hasJumped = false;
                Log.StartedAnew(logger);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Log.Failed(logger, e); // the next tick tries again
            }
        }
    }

    private async Task StartAnewAsync(CancellationToken cancellationToken)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        foreach (var kind in registry.AllRecurring)
        {
            var key = new TriggerKey(kind.Name, SchedulingServices.Recurring);
            if (await scheduler.GetTrigger(key, cancellationToken) is { } trigger)
                await scheduler.RescheduleJob(key, trigger.GetTriggerBuilder().StartAt(time.GetUtcNow()).Build(), cancellationToken);
        }
    }

    private static async ValueTask<bool> TickAsync(PeriodicTimer ticks, CancellationToken cancellationToken)
    {
        try
        {
            return await ticks.WaitForNextTickAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The clock jumped; recurring jobs are started anew")]
        public static partial void StartedAnew(ILogger logger);

        [LoggerMessage(2, LogLevel.Error, "Recurring jobs could not be started anew after the clock jumped")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
