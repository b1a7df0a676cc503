using System.Globalization;
using Hangfire;
using Hangfire.States;
using Hangfire.Storage;

namespace EksGrader.Jobs.Scheduling;

/// <summary>
/// The queue on Hangfire. Hangfire knows no job that is queued once for its name, so a hash in its storage keeps the job that was last
/// queued for each name, and a lock of the storage keeps two callers apart.
/// </summary>
internal sealed class HangfireQueue(JobStorage storage, IBackgroundJobClient client, JobRegistry registry, TimeProvider time) : IJobQueue
{
    private const string Id = "id";
    private const string At = "at";

    // Longer than any caller holds it, shorter than a request waits.
    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(30);

    // Longer than any job is put off.
    private static readonly TimeSpan KeepName = TimeSpan.FromDays(8);

    public Task<bool> EnqueueAsync<TInput>(string name, TInput input, DateTimeOffset? at, CancellationToken cancellationToken)
        where TInput : class
    {
        cancellationToken.ThrowIfCancellationRequested();
        var kind = registry.Of<TInput>();
        var due = Due(at);
        return Task.FromResult(OnceByName(name, due, () => client.Create(
            QueuedJob.Of(kind.Name, name, kind.Write(input)),
            due == DateTimeOffset.MinValue ? new EnqueuedState() : new ScheduledState(due.UtcDateTime))));
    }

    /// <summary>Queues a job that failed once more, now; where one of its name waits already, that one is enough.</summary>
    /// <param name="name">The job's name.</param>
    /// <param name="failed">The failed job.</param>
    public void Requeue(string name, string failed)
    {
        if (!OnceByName(name, DateTimeOffset.MinValue, () => client.ChangeState(failed, new EnqueuedState(), FailedState.StateName) ? failed : null))
            client.ChangeState(failed, new DeletedState { Reason = "Another job of its name waits" }, FailedState.StateName);
    }

    /// <summary>Queues a job, unless one of its name waits already that is no later.</summary>
    /// <param name="name">The name.</param>
    /// <param name="due">When; the smallest time for now.</param>
    /// <param name="queue">Queues it and tells its id; null where there is nothing to queue.</param>
    private bool OnceByName(string name, DateTimeOffset due, Func<string?> queue)
    {
        var key = $"eksgrader:name:{name}";
        using var connection = storage.GetConnection();
        using var held = connection.AcquireDistributedLock(key, LockPatience);
        if (Waiting(connection, key) is { } waiting)
        {
            if (waiting.At <= due)
                return false;
            // One that cannot be taken back has begun meanwhile: it runs, and does not count as waiting.
            client.ChangeState(waiting.Job, new DeletedState { Reason = "Queued again for an earlier time" }, waiting.State);
        }

        if (queue() is not { } job)
            return false;
        using var transaction = connection.CreateWriteTransaction();
        transaction.SetRangeInHash(key, [KeyValuePair.Create(Id, job), KeyValuePair.Create(At, due.UtcTicks.ToString(CultureInfo.InvariantCulture))]);
        ((JobStorageTransaction)transaction).ExpireHash(key, KeepName);
        transaction.Commit();
        return true;
    }

    // Hangfire keeps whole seconds, rounded down: a job would begin up to a second before its time, find that it is early, and spin.
    private DateTimeOffset Due(DateTimeOffset? at) => at is { } asked && asked > time.GetUtcNow()
        ? new DateTimeOffset((asked.UtcTicks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero)
        : DateTimeOffset.MinValue;

    private static (string Job, string State, DateTimeOffset At)? Waiting(IStorageConnection connection, string key)
    {
        if (connection.GetAllEntriesFromHash(key) is not { } entries || !entries.TryGetValue(Id, out var job))
            return null;
        return connection.GetStateData(job)?.Name switch
        {
            var state when state == EnqueuedState.StateName => (job, state, DateTimeOffset.MinValue),
            var state when state == ScheduledState.StateName => (job, state, new DateTimeOffset(long.Parse(entries[At], CultureInfo.InvariantCulture), TimeSpan.Zero)),
            _ => null,
        };
    }
}
