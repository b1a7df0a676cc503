using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
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

/// <summary>SQLite's write-ahead log: pages as they were stay in it until it is written over, deleted content included.</summary>
internal static class WriteAheadLog
{
    // A checkpoint that empties the log waits for readers and keeps writers waiting meanwhile: better try again later.
    private const string Patience = "PRAGMA busy_timeout=250;";

    /// <summary>
    /// Brings the log into the file and cuts it to nothing (https://www.sqlite.org/pragma.html#pragma_wal_checkpoint). Under
    /// <c>secure_delete</c> the file's pages then hold zeros where something was deleted. False where a reader was in the way.
    /// </summary>
    public static async Task<bool> EmptyAsync(EksGraderDb db, CancellationToken cancellationToken)
    {
        // Opened by the context, so that what every connection is told holds here too, and told again when the pool hands it out next.
        await db.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = $"{Patience} PRAGMA wal_checkpoint(TRUNCATE);";
            await using var answer = await command.ExecuteReaderAsync(cancellationToken);
            do
            {
                // The first column of the checkpoint's row is 1 where it was kept from finishing; busy_timeout answers a row of one.
                if (answer.FieldCount == 3 && await answer.ReadAsync(cancellationToken))
                    return answer.GetInt64(0) == 0;
            }
            while (await answer.NextResultAsync(cancellationToken));
            return true;
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }
}
