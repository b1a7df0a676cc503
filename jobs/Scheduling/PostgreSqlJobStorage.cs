using Hangfire;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;

namespace EksGrader.Jobs.Scheduling;

/// <summary>Hangfire's storage in the PostgreSQL database of the service: the schema <c>hangfire</c>, which it makes itself.</summary>
internal static class PostgreSqlJobStorage
{
    public static JobStorage Open(string connectionString)
    {
        var options = new PostgreSqlStorageOptions
        {
            SchemaName = "hangfire",
            // A job of a process that died is taken over when it has not been heard of for so long; a long job is heard of all the while.
            InvisibilityTimeout = TimeSpan.FromSeconds(15),
            UseSlidingInvisibilityTimeout = true,
            // Lock rows have no heartbeat: one that a process left behind by dying stops all that wait for it for so long.
            DistributedLockTimeout = TimeSpan.FromSeconds(20),
            QueuePollInterval = TimeSpan.FromSeconds(5),
            EnableLongPolling = true,
        };
        return new PostgreSqlStorage(new NpgsqlConnectionFactory(connectionString, options), options);
    }
}
