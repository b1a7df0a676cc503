using System.Diagnostics;
using EksGrader.Jobs.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EksGrader.Jobs.Scheduling;

/// <summary>
/// Runs one job: in a scope of its own, counted, traced, logged and then thrown on when it fails.
/// </summary>
internal sealed partial class JobRunner(
    IServiceScopeFactory scopes, JobMetrics metrics, ILogger<JobRunner> logger)
{
    /// <summary>Runs one job.</summary>
    /// <param name="job">The kind of job.</param>
    /// <param name="name">Its name.</param>
    /// <param name="work">What it does.</param>
    /// <param name="giveUp">Ends when the program stops and the time to finish is over.</param>
    public async Task RunAsync(string job, string name, Func<IServiceProvider, CancellationToken, Task> work, CancellationToken giveUp)
    {
        using var activity = metrics.Trace(job, name);
        using var counted = metrics.Run(job);
        await using var scope = scopes.CreateAsyncScope();
        try
        {
            await work(scope.ServiceProvider, giveUp);
        }
        catch (OperationCanceledException e) when (giveUp.IsCancellationRequested)
        {
            Log.Abandoned(logger, e, job, name);
            throw;
        }
        catch (Exception e)
        {
            counted.Failed();
            activity?.SetStatus(ActivityStatusCode.Error, e.GetType().Name);
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
