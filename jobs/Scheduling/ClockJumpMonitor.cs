using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EksGrader.Jobs.Scheduling;

/// <summary>
/// Plans recurring jobs anew when the clock jumps: Hangfire plans their next time by the clock, and would leave them be until a clock that was
/// put back has come there again. Queued jobs of a clock that ran ahead wait no longer than it was ahead, and the sweeps queue them again.
/// </summary>
internal sealed partial class ClockJumpMonitor(RecurringJobs recurring, TimeProvider time, ILogger<ClockJumpMonitor> logger) : BackgroundService
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
                recurring.PlanAll();
                hasJumped = false;
                Log.StartedAnew(logger);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Log.Failed(logger, e); // the next tick tries again
            }
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
