using System.Globalization;
using Hangfire;
using Hangfire.Common;
using Hangfire.States;
using Hangfire.Storage;
using Hangfire.Storage.Monitoring;

namespace EksGrader.Jobs.Scheduling;

/// <summary>The board on Hangfire's monitoring of its storage.</summary>
internal sealed class HangfireBoard(JobStorage storage, JobHistoryStart start) : IJobBoard
{
    public Task<JobBoard> ReadAsync(int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var monitoring = storage.GetMonitoringApi();
        var running = monitoring.ProcessingJobs(0, limit).Select(j => Running(j.Value)).OfType<RunningJob>().OrderBy(j => j.Since);
        var waiting = monitoring.EnqueuedJobs(EnqueuedState.DefaultQueue, 0, limit).Select(j => Waiting(j.Value.Job, j.Value.EnqueuedAt))
            .Concat(monitoring.ScheduledJobs(0, limit).Select(j => Waiting(j.Value.Job, j.Value.EnqueueAt)))
            .OfType<WaitingJob>().OrderBy(j => j.At).Take(limit);
        var failed = monitoring.FailedJobs(0, limit).Select(j => Failed(monitoring, j.Key, j.Value)).OfType<FailedJob>().OrderByDescending(j => j.At);
        var count = monitoring.EnqueuedCount(EnqueuedState.DefaultQueue) + monitoring.ScheduledCount();
        return Task.FromResult(new JobBoard([.. running], [.. waiting], [.. failed], (int)Math.Min(count, int.MaxValue)) { Since = start.At });
    }

    /// <summary>Kind and name of a stored job; null for a job of another program in the same storage.</summary>
    internal static (string Kind, string Name, bool IsQueued)? Of(Job? job) => job switch
    {
        { Args: [string kind, string name, ..] } when job.Type == typeof(QueuedJob) => (kind, name, true),
        { Args: [string kind, ..] } when job.Type == typeof(RecurringJob) => (kind, kind, false),
        _ => null,
    };

    private static RunningJob? Running(ProcessingJobDto? dto) =>
        Of(dto?.Job) is { } job ? new RunningJob(job.Kind, job.Name, dto?.ServerId ?? "", At(dto?.StartedAt)) : null;

    private static WaitingJob? Waiting(Job? stored, DateTime? at) =>
        Of(stored) is { IsQueued: true } job ? new WaitingJob(job.Kind, job.Name, at is null ? null : At(at)) : null;

    private static FailedJob? Failed(IMonitoringApi monitoring, string id, FailedJobDto? dto)
    {
        if (dto is null || Of(dto.Job) is not { } job)
            return null;
        var run = monitoring.JobDetails(id)?.History.FirstOrDefault(h => h.StateName == ProcessingState.StateName);
        var (began, ended) = (At(run?.CreatedAt ?? dto.FailedAt), At(dto.FailedAt));
        return new FailedJob(job.Kind, job.Name, run?.Data.TryGetValue("ServerId", out var server) == true ? server : "", began, ended - began, dto.ExceptionMessage ?? "")
        {
            Id = id,
            ErrorType = dto.ExceptionType?.Split('.')[^1] ?? "",
            CanRetry = job.IsQueued,
        };
    }

    private static DateTimeOffset At(DateTime? utc) => utc is { } at ? new DateTimeOffset(DateTime.SpecifyKind(at, DateTimeKind.Utc)) : default;
}

/// <summary>Since when the history of jobs is known: the start of the process where the storage is its memory, null where the storage outlives it.</summary>
/// <param name="At">The start.</param>
internal sealed record JobHistoryStart(DateTimeOffset? At);

/// <summary>Retries what Hangfire keeps of failed jobs.</summary>
internal sealed class HangfireRetry(JobStorage storage, HangfireQueue queue) : IJobRetry
{
    public Task<bool> RetryAsync(string id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var connection = storage.GetConnection();
        var isFailed = long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out _) && connection.GetStateData(id)?.Name == FailedState.StateName;
        if (!isFailed || HangfireBoard.Of(connection.GetJobData(id)?.Job) is not { IsQueued: true } job)
            return Task.FromResult(false);
        queue.Requeue(job.Name, id);
        return Task.FromResult(true);
    }
}
