using System.Data;
using EksGrader.Db.Storage;
using Hangfire;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Hangfire.Storage;

namespace EksGrader.Jobs.Scheduling;

/// <summary>Hangfire's storage in the PostgreSQL database of the service: the schema <c>hangfire</c>, which it makes itself.</summary>
internal static class PostgreSqlJobStorage
{
    // How often the one worker that waits for a job asks for it. What this process queues wakes it at once.
    private static readonly TimeSpan Polling = TimeSpan.FromSeconds(1);

    public static JobStorage Open(DatabaseOptions database)
    {
        var options = new PostgreSqlStorageOptions
        {
            SchemaName = "hangfire",
            // A job of a process that died is taken over when it has not been heard of for so long; a long job is heard of all the while.
            InvisibilityTimeout = TimeSpan.FromSeconds(15),
            UseSlidingInvisibilityTimeout = true,
            // Lock rows have no heartbeat: one that a process left behind by dying stops all that wait for it for so long.
            DistributedLockTimeout = TimeSpan.FromSeconds(20),
            QueuePollInterval = Polling,
        };
        var storage = new PostgreSqlStorage(new NpgsqlConnectionFactory(database.ConnectionString, options), options);
        storage.QueueProviders.Add(new OneByOne(storage, options, new SemaphoreSlim(1)), [Hangfire.States.EnqueuedState.DefaultQueue]);
        return storage;
    }

    /// <summary>
    /// Lets one worker at a time ask for a job, and the others wait for their turn in memory: an idle process asks once a second, however many
    /// workers it has. Hangfire's own long polling would hold a connection for each of them.
    /// </summary>
    private sealed class OneByOne(PostgreSqlStorage storage, PostgreSqlStorageOptions options, SemaphoreSlim turn) : IPersistentJobQueueProvider, IPersistentJobQueue
    {
        private readonly PostgreSqlJobQueueProvider inner = new(storage, options);

        public IPersistentJobQueue GetJobQueue() => this;

        public IPersistentJobQueueMonitoringApi GetJobQueueMonitoringApi() => inner.GetJobQueueMonitoringApi();

        public void Enqueue(IDbConnection connection, string queue, string jobId) => inner.GetJobQueue().Enqueue(connection, queue, jobId);

        public IFetchedJob Dequeue(string[] queues, CancellationToken cancellationToken)
        {
            turn.Wait(cancellationToken);
            try
            {
                return inner.GetJobQueue().Dequeue(queues, cancellationToken);
            }
            finally
            {
                turn.Release();
            }
        }
    }
}
