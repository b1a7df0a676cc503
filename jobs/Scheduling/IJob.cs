namespace EksGrader.Jobs.Scheduling;

/// <summary>
/// Work that is done in the background. A job knows no scheduler: it runs in a service scope of its own, may run late, twice, or be cut
/// off at any line, and so only does what the rows say.
/// </summary>
/// <typeparam name="TInput">What it is told; no secret, since schedulers store it.</typeparam>
internal interface IJob<in TInput>
    where TInput : class
{
    /// <summary>Does the work.</summary>
    /// <param name="input">What it is told.</param>
    /// <param name="cancellationToken">Ends when the program stops and its time to finish is over.</param>
    Task RunAsync(TInput input, CancellationToken cancellationToken);
}

/// <summary>Work that is done again and again.</summary>
public interface IRecurringJob
{
    /// <summary>Does the work once.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}

/// <summary>Where jobs wait: in the memory of the process beside SQLite, shared by every process of the service beside PostgreSQL.</summary>
public interface IJobQueue
{
    /// <summary>
    /// Has a job done, once for a name: where one of that name waits already, the earlier of the two stays. Times are rounded up to whole seconds. One that runs at this moment
    /// does not count as waiting.
    /// </summary>
    /// <typeparam name="TInput">Tells which job: the one that was added for this input.</typeparam>
    /// <param name="name">What the firing is called, such as <c>grade-</c> and the submission's id.</param>
    /// <param name="input">What the job is told.</param>
    /// <param name="at">When; null for now.</param>
    /// <param name="cancellationToken">Ends the waiting; it may or may not be queued then.</param>
    /// <returns>Whether it is queued as asked for; false where the one that waits already stays.</returns>
    Task<bool> EnqueueAsync<TInput>(string name, TInput input, DateTimeOffset? at, CancellationToken cancellationToken)
        where TInput : class;
}
