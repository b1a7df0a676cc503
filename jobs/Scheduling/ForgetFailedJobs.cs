using Hangfire;
using Hangfire.States;
using Microsoft.Extensions.Options;

namespace EksGrader.Jobs.Scheduling;

/// <summary>Forgets failed jobs when the time that history is kept is over: Hangfire keeps them for good.</summary>
/// <param name="storage">Hangfire's storage.</param>
/// <param name="client">Changes jobs.</param>
/// <param name="options">How long history is kept.</param>
/// <param name="time">The clock.</param>
internal sealed class ForgetFailedJobs(JobStorage storage, IBackgroundJobClient client, IOptions<JobOptions> options, TimeProvider time) : IRecurringJob
{
    private const int Most = 1000;

    /// <inheritdoc/>
    public Task RunAsync(CancellationToken cancellationToken)
    {
        var before = (time.GetUtcNow() - options.Value.KeepHistory).UtcDateTime;
        var monitoring = storage.GetMonitoringApi();
        // The newest come first.
        var oldest = (int)Math.Max(0, monitoring.FailedCount() - Most);
        foreach (var (id, _) in monitoring.FailedJobs(oldest, Most).Where(j => j.Value is null || j.Value.FailedAt < before))
            client.ChangeState(id, new DeletedState { Reason = "Kept long enough" }, FailedState.StateName);
        return Task.CompletedTask;
    }
}
