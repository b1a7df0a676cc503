namespace EksGrader.Jobs.Scheduling;

/// <summary>What jobs do: what <c>GET /api/jobs</c> shows.</summary>
public interface IJobBoard
{
    /// <summary>Reads the board as it is now.</summary>
    /// <param name="limit">The most entries of each kind.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    Task<JobBoard> ReadAsync(int limit, CancellationToken cancellationToken);
}

/// <summary>What runs, waits and failed, in every process together.</summary>
/// <param name="Running">In flight, the oldest first.</param>
/// <param name="Waiting">Queued or put off, the next first.</param>
/// <param name="Failed">Ended by an exception within the time that history is kept, the newest first.</param>
/// <param name="WaitingCount">How many wait in all.</param>
public sealed record JobBoard(IReadOnlyList<RunningJob> Running, IReadOnlyList<WaitingJob> Waiting, IReadOnlyList<FailedJob> Failed, int WaitingCount)
{
    /// <summary>Since when failures are known: the start of the process where jobs are kept in its memory; null where they outlive it.</summary>
    public DateTimeOffset? Since { get; init; }
}

/// <summary>A job in flight.</summary>
/// <param name="Job">The kind of job, such as <c>grade</c>.</param>
/// <param name="Name">The firing, such as <c>grade-</c> and the submission's id.</param>
/// <param name="Node">The process.</param>
/// <param name="Since">When it began.</param>
public sealed record RunningJob(string Job, string Name, string Node, DateTimeOffset Since);

/// <summary>A job that waits.</summary>
/// <param name="Job">The kind of job.</param>
/// <param name="Name">The firing.</param>
/// <param name="At">When it is due.</param>
public sealed record WaitingJob(string Job, string Name, DateTimeOffset? At);

/// <summary>A job that failed.</summary>
/// <param name="Job">The kind of job.</param>
/// <param name="Name">The firing.</param>
/// <param name="Node">The process.</param>
/// <param name="At">When it began.</param>
/// <param name="Took">How long it ran.</param>
/// <param name="Error">What the exception said.</param>
public sealed record FailedJob(string Job, string Name, string Node, DateTimeOffset At, TimeSpan Took, string Error)
{
    /// <summary>What <see cref="IJobRetry"/> calls this run.</summary>
    public string Id { get; init; } = "";

    /// <summary>The kind of exception, such as <c>TimeoutException</c>; empty where it is not known.</summary>
    public string ErrorType { get; init; } = "";

    /// <summary>Whether it can be tried again by hand; what comes round by itself cannot.</summary>
    public bool CanRetry { get; init; }
}

/// <summary>Tries failed jobs again.</summary>
public interface IJobRetry
{
    /// <summary>Queues a job that failed once more, now, with the input that it had. Where one of its name waits already, that one is enough.</summary>
    /// <param name="id">The run that failed: <see cref="FailedJob.Id"/>.</param>
    /// <param name="cancellationToken">Ends the waiting; it may or may not be queued then.</param>
    /// <returns>Whether there was such a run; false where history has forgotten it, or the job comes round by itself.</returns>
    Task<bool> RetryAsync(string id, CancellationToken cancellationToken);
}
