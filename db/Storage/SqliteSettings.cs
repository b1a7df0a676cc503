using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EksGrader.Db.Storage;

/// <summary>
/// What every SQLite connection is told as it opens (https://www.sqlite.org/pragma.html).
/// <c>busy_timeout</c>: SQLite itself waits for another process's write. <c>synchronous=NORMAL</c>: under WAL a crash of the program
/// loses nothing, a power cut at most the last commits, never the file's soundness; FULL syncs the disk at each commit, and is for what must
/// not be lost (<see cref="EksGraderDb.WriteDurablyAsync{T}"/>; one sync covers every commit before it).
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

    /// <summary>
    /// The whole connection string. Microsoft.Data.Sqlite has a patience of its own (<c>Default Timeout</c>, 30 s): for so long it asks again
    /// what SQLite has waited for and given up. One second, the least there is, leaves the waiting to <c>busy_timeout</c>.
    /// </summary>
    public static string Complete(string connectionString) => new SqliteConnectionStringBuilder(connectionString) { ForeignKeys = true, DefaultTimeout = 1 }.ToString();

    /// <summary>What a connection is told beside that before one transaction; empty for nothing.</summary>
    /// <param name="isDurable">Whether the commit is to reach the disk.</param>
    /// <param name="patience">How long another process's write is waited for, where that is less than usual.</param>
    public static string Of(bool isDurable, TimeSpan? patience) =>
        (isDurable ? "PRAGMA synchronous=FULL;" : "") + (patience is { } left ? FormattableString.Invariant($"PRAGMA busy_timeout={(int)left.TotalMilliseconds};") : "");
}
