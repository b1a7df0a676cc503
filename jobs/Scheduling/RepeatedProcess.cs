using Hangfire.Server;
using Microsoft.Extensions.Options;

namespace EksGrader.Jobs.Scheduling;

/// <summary>
/// A job that every process does again and again by itself, not once for all processes: what it works on is claimed in the rows. For work
/// that may not wait for Hangfire's schedule.
/// </summary>
/// <param name="kind">The job.</param>
/// <param name="runner">Runs it.</param>
/// <param name="options">How often.</param>
internal sealed class RepeatedProcess(RecurringKind kind, JobRunner runner, IOptions<JobOptions> options) : IBackgroundProcess
{
    /// <summary>One round. Hangfire runs it on a thread of its own, logs what it throws, and calls it again, less often while it fails.</summary>
    public void Execute(BackgroundProcessContext context)
    {
        runner.RunAsync(kind.Name, kind.Name, kind.RunAsync, context.StoppedToken).GetAwaiter().GetResult();
        context.Wait(kind.Every(options.Value));
    }

    public override string ToString() => kind.Name;
}
