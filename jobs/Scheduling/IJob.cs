namespace EksGrader.Jobs.Scheduling;

/// <summary>
/// Work that is done in the background. A job knows no scheduler: it runs in a service scope of its own, may run late, twice, or be cut
/// off at any line, and so only does what the rows say.
/// </summary>
/// <typeparam name="TInput">What it is told; no secret, since schedulers store it.</typeparam>
public interface IJob<in TInput>
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
    /// <param name="cancellationToken">Ends when the program stops and its time to finish is over.</param>
    Task RunAsync(CancellationToken cancellationToken);
}
