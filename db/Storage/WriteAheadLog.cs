using Microsoft.EntityFrameworkCore;

namespace EksGrader.Db.Storage;

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
