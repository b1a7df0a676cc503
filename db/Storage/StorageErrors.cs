using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace EksGrader.Db.Storage;

/// <summary>The disk, or a limit on the database's size, is full. Nothing of what was being stored is stored.</summary>
public sealed class StorageFullException(Exception inner)
    : Exception("The database's disk is full, so nothing was stored. Make room, then the same can be done again.", inner);

/// <summary>Another process held the database for as long as it is waited for. Nothing of what was being stored is stored.</summary>
public sealed class StorageBusyException(Exception? inner)
    : Exception("Another process holds the database, so nothing was stored. The same can be done again a little later.", inner);

/// <summary>What went wrong, alike for both databases.</summary>
public static class StorageErrors
{
    // https://www.sqlite.org/rescode.html
    private const int SqliteBusy = 5;
    private const int SqliteLocked = 6;
    private const int SqliteCorrupt = 11;
    private const int SqliteFull = 13;
    private const int SqliteNotADatabase = 26;
    private const int SqliteConstraintPrimaryKey = 1555;
    private const int SqliteConstraintUnique = 2067;

    /// <summary>Whether a SQLite file is damaged, or none at all.</summary>
    public static bool IsDamage(DbException exception) => exception is SqliteException { SqliteErrorCode: SqliteCorrupt or SqliteNotADatabase };

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
        DbException or DbUpdateException or StorageFullException or StorageBusyException => true,
        { InnerException: { } inner } => IsOfDatabase(inner),
        _ => false,
    };

    /// <summary>Whether the database cannot be used for now, for a reason of its own: locked by another process, or its server does not answer.</summary>
    public static bool IsUnavailable(Exception exception) => exception switch
    {
        StorageBusyException or RetryLimitExceededException or NpgsqlException { IsTransient: true } => true,
        _ when IsBusy(exception) => true,
        { InnerException: { } inner } => IsUnavailable(inner),
        _ => false,
    };

    internal static bool IsBusy(Exception exception) => exception switch
    {
        SqliteException { SqliteErrorCode: SqliteBusy or SqliteLocked } => true,
        { InnerException: { } inner } => IsBusy(inner),
        _ => false,
    };

    /// <summary>Whether the disk, or a limit on the database's size, is full.</summary>
    public static bool IsFull(Exception exception) => exception switch
    {
        StorageFullException => true,
        SqliteException { SqliteErrorCode: SqliteFull } or PostgresException { SqlState: PostgresErrorCodes.DiskFull } => true,
        { InnerException: { } inner } => IsFull(inner),
        _ => false,
    };
}
