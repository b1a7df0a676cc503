using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace EksGrader.Db.Storage;

/// <summary>The disk, or a limit on the database's size, is full. Nothing of what was being stored is stored.</summary>
/// <param name="inner">What the database said.</param>
public sealed class StorageFullException(Exception inner)
    : Exception("The database's disk is full, so nothing was stored. Make room, then the same can be done again.", inner);

/// <summary>What went wrong, alike for both databases.</summary>
public static class StorageErrors
{
    // https://www.sqlite.org/rescode.html
    private const int SqliteBusy = 5;
    private const int SqliteLocked = 6;
    private const int SqliteFull = 13;
    private const int SqliteConstraintPrimaryKey = 1555;
    private const int SqliteConstraintUnique = 2067;

    /// <summary>Whether there is such a row already.</summary>
    public static bool IsDuplicate(DbUpdateException exception) => exception.InnerException switch
    {
        SqliteException sqlite => sqlite.SqliteExtendedErrorCode is SqliteConstraintPrimaryKey or SqliteConstraintUnique,
        PostgresException postgres => postgres.SqlState == PostgresErrorCodes.UniqueViolation,
        _ => false,
    };

    /// <summary>Whether it is the database that failed, so that the same may be done a little later: EF wraps what it takes for passing.</summary>
    public static bool IsOfDatabase(Exception exception) => exception switch
    {
        DbException or DbUpdateException or StorageFullException => true,
        { InnerException: { } inner } => IsOfDatabase(inner),
        _ => false,
    };

    internal static bool IsBusy(Exception exception) => exception is SqliteException { SqliteErrorCode: SqliteBusy or SqliteLocked };

    internal static bool IsFull(Exception exception) => exception switch
    {
        SqliteException { SqliteErrorCode: SqliteFull } or PostgresException { SqlState: PostgresErrorCodes.DiskFull } => true,
        { InnerException: { } inner } => IsFull(inner),
        _ => false,
    };
}
