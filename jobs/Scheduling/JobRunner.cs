using EksGrader.Jobs.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EksGrader.Jobs.Scheduling;

/// <summary>
/// Runs one job: in a scope of its own, counted, logged and then thrown on when it fails. A job that is asked to stop gets the configured
/// time to finish first; a look takes no longer than that as a rule, and is then not done twice.
/// </summary>
/// <param name="scopes">Makes scopes.</param>
/// <param name="options">The time to finish.</param>
/// <param name="metrics">Counts.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told of what failed.</param>
internal sealed partial class JobRunner(
    IServiceScopeFactory scopes, IOptions<JobOptions> options, JobMetrics metrics, TimeProvider time, ILogger<JobRunner> logger)
{
    public async Task RunAsync(string job, string name, Func<IServiceProvider, CancellationToken, Task> work, CancellationToken stopping)
    {
        using var giveUp = new CancellationTokenSource();
        await using var grace = time.CreateTimer(static source => ((CancellationTokenSource?)source)?.Cancel(), giveUp, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        await using var asked = stopping.Register(() => grace.Change(options.Value.ShutdownGrace, Timeout.InfiniteTimeSpan));
        using var counted = metrics.Run(job);
        await using var scope = scopes.CreateAsyncScope();
        try
        {
            await work(scope.ServiceProvider, giveUp.Token);
        }
        catch (OperationCanceledException e) when (giveUp.IsCancellationRequested)
        {
            Log.Abandoned(logger, e, job, name);
            throw;
        }
        catch (Exception e)
        {
            counted.Failed();
            Log.Failed(logger, e, job, name);
            throw;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Job {Job} ({Name}) failed")]
        public static partial void Failed(ILogger logger, Exception exception, string job, string name);

        [LoggerMessage(2, LogLevel.Information, "Job {Job} ({Name}) was abandoned because the program stops; it is done again after the next start")]
        public static partial void Abandoned(ILogger logger, Exception exception, string job, string name);
    }
}
