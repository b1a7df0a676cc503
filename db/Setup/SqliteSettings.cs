using System.Data.Common;
using EksGrader.Db.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;

namespace EksGrader.Db.Setup;

/// <summary>
/// What every SQLite connection is told as it opens (https://www.sqlite.org/pragma.html).
/// <c>busy_timeout</c>: SQLite itself waits for another process's write. <c>synchronous=NORMAL</c>: under WAL a crash of the program
/// loses nothing, a power cut at most the last commits, never the file's soundness; FULL would sync the disk at each commit.
/// <c>secure_delete</c>: an access that is deleted is overwritten, not only forgotten. <c>cache_size</c>: 1 MiB a connection instead of 2;
/// what is read often the system keeps too, once for all connections. <c>foreign_keys</c> stands in the connection string,
/// <c>journal_mode=WAL</c> in the file.
/// </summary>
internal sealed class SqliteSettings(TimeSpan busyTimeout) : DbConnectionInterceptor
{
    private readonly string pragmas = FormattableString.Invariant(
        $"PRAGMA busy_timeout={(int)busyTimeout.TotalMilliseconds}; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON; PRAGMA cache_size=-1024;");

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = pragmas;
        command.ExecuteNonQuery();
    }

    // Microsoft.Data.Sqlite knows no asynchronous work; this is the same call.
    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        ConnectionOpened(connection, eventData);
        return Task.CompletedTask;
    }

    public static string Complete(string connectionString) => new SqliteConnectionStringBuilder(connectionString) { ForeignKeys = true }.ToString();
}

/// <summary>Tries again what found the database locked by another process for longer than the busy timeout.</summary>
internal sealed class SqliteBusyStrategy(ExecutionStrategyDependencies dependencies)
    : ExecutionStrategy(dependencies, maxRetryCount: 3, maxRetryDelay: TimeSpan.FromSeconds(2))
{
    protected override bool ShouldRetryOn(Exception exception) => StorageErrors.IsBusy(exception);
}
