using System.Globalization;
using Hangfire;
using Hangfire.Common;
using Hangfire.Server;
using Microsoft.Extensions.Options;

namespace EksGrader.Jobs.Scheduling;

/// <summary>
/// What Hangfire runs for a queued job. One method for all kinds: the storage then holds no type names of ours but this one, and shows
/// kind and name of each job.
/// </summary>
internal sealed class QueuedJob(JobRegistry registry, JobRunner runner)
{
    /// <summary>Runs one job.</summary>
    /// <param name="kind">The kind of job.</param>
    /// <param name="name">Its name.</param>
    /// <param name="input">Its input as JSON.</param>
    /// <param name="cancellationToken">Hangfire's own: it ends when the server stops and the time to finish is over.</param>
    [JobDisplayName("{1}")]
    public Task RunAsync(string kind, string name, string input, CancellationToken cancellationToken)
    {
        var known = registry.Of(kind);
        return runner.RunAsync(known.Name, name, (services, token) => known.RunAsync(services, input, token), cancellationToken);
    }

    /// <summary>The job as Hangfire stores it.</summary>
    public static Job Of(string kind, string name, string input) =>
        Job.FromExpression<QueuedJob>(job => job.RunAsync(kind, name, input, CancellationToken.None));
}

/// <summary>What Hangfire runs for a recurring job; the next run waits for the one before.</summary>
internal sealed class RecurringJob(JobRegistry registry, JobRunner runner, RecurringTurns turns)
{
    /// <summary>Runs one recurring job, unless its last run goes on still in this process.</summary>
    /// <param name="kind">The kind of job.</param>
    /// <param name="cancellationToken">Hangfire's own.</param>
    [JobDisplayName("{0}")]
    public async Task RunAsync(string kind, CancellationToken cancellationToken)
    {
        var known = registry.Recurring(kind);
        using var turn = turns.TryTake(kind);
        if (turn is not null)
            await runner.RunAsync(known.Name, known.Name, known.RunAsync, cancellationToken);
    }

    /// <summary>The job as Hangfire stores it.</summary>
    public static Job Of(string kind) => Job.FromExpression<RecurringJob>(job => job.RunAsync(kind, CancellationToken.None));
}

/// <summary>Keeps two runs of one recurring job apart within a process. Between processes the rows do: every recurring job claims what it works on.</summary>
internal sealed class RecurringTurns
{
    private readonly HashSet<string> running = new(StringComparer.Ordinal);
    private readonly Lock guard = new();

    /// <summary>Takes the turn of a recurring job; null where its last run goes on still.</summary>
    public IDisposable? TryTake(string kind)
    {
        lock (guard)
            return running.Add(kind) ? new Turn(this, kind) : null;
    }

    private sealed class Turn(RecurringTurns turns, string kind) : IDisposable
    {
        public void Dispose()
        {
            lock (turns.guard)
                turns.running.Remove(kind);
        }
    }
}

/// <summary>Makes the classes that Hangfire runs; each job gets a scope of its own from <see cref="JobRunner"/>.</summary>
internal sealed class ServiceActivator(IServiceProvider services) : JobActivator
{
    /// <inheritdoc/>
    public override object ActivateJob(Type jobType) =>
        services.GetService(jobType) ?? throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"No job class {jobType} is known."));
}

/// <summary>
/// A job that every process does again and again by itself, not once for all processes: what it works on is claimed in the rows. For work
/// that may not wait for Hangfire's schedule.
/// </summary>
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
