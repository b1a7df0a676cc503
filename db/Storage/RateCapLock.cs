using Microsoft.EntityFrameworkCore;

namespace EksGrader.Db.Storage;

/// <summary>
/// Lets one process at a time count what was begun and begin one more: two that count in the same moment would each find room for the
/// last. SQLite knows one writer at a time and needs no lock; on PostgreSQL it is one without a row, until the transaction ends
/// (https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS).
/// </summary>
public static class RateCapLock
{
    // "eksbrake" in ASCII: the number of the lock among all advisory locks of the server's database.
    private const long Number = 0x656B_7362_7261_6B65;

    /// <summary>Takes it, in the caller's transaction, before anything is counted.</summary>
    /// <exception cref="InvalidOperationException">There is no transaction that the lock could live in.</exception>
    public static async Task CountAloneAsync(this EksGraderDb db, CancellationToken cancellationToken)
    {
        if (db.Database.CurrentTransaction is null)
            throw new InvalidOperationException("A lock lives as long as its transaction, and there is none.");
        if (db is PostgreSqlDb)
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({Number})", cancellationToken);
    }
}
