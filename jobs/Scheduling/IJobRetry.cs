namespace EksGrader.Jobs.Scheduling;

/// <summary>Tries failed jobs again.</summary>
public interface IJobRetry
{
    /// <summary>Queues a job that failed once more, now, with the input that it had. Where one of its name waits already, that one is enough.</summary>
    /// <param name="id">The run that failed: <see cref="FailedJob.Id"/>.</param>
    /// <param name="cancellationToken">Ends the waiting; it may or may not be queued then.</param>
    /// <returns>Whether there was such a run; false where history has forgotten it, or the job comes round by itself.</returns>
    Task<bool> RetryAsync(string id, CancellationToken cancellationToken);
}
