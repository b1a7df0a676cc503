using EksGrader.Db.Model;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace EksGrader.Db.Storage;

/// <summary>
/// Locks between processes on PostgreSQL that end with their process: session-level advisory locks
/// (https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS), all on one connection of the process. One connection for each
/// lock would take from those that the work itself waits for. A session may take its own lock again, so the caller keeps those of one process
/// apart. Where the connection breaks, its locks are gone: for that moment another process may take one.
/// </summary>
internal sealed class AdvisoryLocks(string connectionString) : IAsyncDisposable
{
    // How soon the server finds out that a machine, rather than a process, is gone: its own default is two hours.
    private const string Sooner = "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3";

    // Out of the pool: a connection that goes back to one stays open.
    private readonly string connectionString = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ToString();
    private readonly SemaphoreSlim turn = new(1, 1);
    private NpgsqlConnection? session;

    public async Task<bool> TryTakeAsync(long number, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            try
            {
                return await AskAsync("SELECT pg_try_advisory_lock($1)", number);
            }
            catch (NpgsqlException e) when (e.IsTransient)
            {
                // It broke while it was idle.
                return await AskAsync("SELECT pg_try_advisory_lock($1)", number);
            }
        }
        finally
        {
            turn.Release();
        }
    }

    public async Task ReleaseAsync(long number)
    {
        await turn.WaitAsync(CancellationToken.None);
        try
        {
            if (session is not null)
                await AskAsync("SELECT pg_advisory_unlock($1)", number);
        }
        catch (NpgsqlException)
        {
            // The session is over and so is the lock.
            await EndAsync();
        }
        finally
        {
            turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        turn.Dispose();
    }

    // Not cancelled in the middle: whether the lock was taken would not be known.
    private async Task<bool> AskAsync(string sql, long number)
    {
        try
        {
            session ??= await OpenAsync();
            await using var command = new NpgsqlCommand(sql, session) { Parameters = { new() { Value = number } } };
            return await command.ExecuteScalarAsync(CancellationToken.None) is true;
        }
        catch
        {
            await EndAsync();
            throw;
        }
    }

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var opened = new NpgsqlConnection(connectionString);
        try
        {
            await opened.OpenAsync(CancellationToken.None);
            await using var command = new NpgsqlCommand(Sooner, opened);
            await command.ExecuteNonQueryAsync(CancellationToken.None);
            return opened;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    private async Task EndAsync()
    {
        if (session is { } over)
            await over.DisposeAsync();
        session = null;
    }
}

/// <summary>
/// Keeps submissions and what is decided for all submissions of an assignment (a date moved, a plan applied) from passing each other unseen:
/// a decision reads the submissions that are in, a submission reads what was decided, and neither sees what the other has not
/// committed yet. SQLite knows one writer at a time and needs no lock; on PostgreSQL it is one on the assignment's row, until the
/// transaction ends (https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-ROWS).
/// </summary>
public static class AssignmentLock
{
    /// <summary>For a submission, before it reads dates and version. Hand-ins do not wait for each other.</summary>
    /// <exception cref="InvalidOperationException">There is no transaction that the lock could live in.</exception>
    public static Task LockForShareAsync(this EksGraderDb db, AssignmentId assignment, CancellationToken cancellationToken) =>
        TakeAsync(db, """SELECT 1 FROM "Assignments" WHERE "Id" = {0} FOR SHARE""", assignment, cancellationToken);

    /// <summary>For what is decided for all submissions, before it looks for them: waits for those on their way, and those that come wait.</summary>
    /// <exception cref="InvalidOperationException">There is no transaction that the lock could live in.</exception>
    public static Task LockForUpdateAsync(this EksGraderDb db, AssignmentId assignment, CancellationToken cancellationToken) =>
        // Not FOR UPDATE: rows that only point at the assignment block nothing.
        TakeAsync(db, """SELECT 1 FROM "Assignments" WHERE "Id" = {0} FOR NO KEY UPDATE""", assignment, cancellationToken);

    private static async Task TakeAsync(EksGraderDb db, string sql, AssignmentId assignment, CancellationToken cancellationToken)
    {
        if (db.Database.CurrentTransaction is null)
            throw new InvalidOperationException("A lock lives as long as its transaction, and there is none.");
        if (db is PostgreSqlDb)
            await db.Database.ExecuteSqlRawAsync(sql, [assignment.Value], cancellationToken);
    }
}

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

/// <summary>
/// Keeps judgements about several clusters of one student from passing each other unseen: each reads how the others stand, and on
/// PostgreSQL neither sees what the other has not committed yet. SQLite knows one writer at a time and needs no lock.
/// </summary>
public static class StudentLock
{
    /// <summary>Waits for others who judge these students, and lets those that come wait until the transaction ends.</summary>
    /// <remarks>Outside of a transaction nothing is judged for good, and nothing is locked.</remarks>
    public static async Task LockStudentsAsync(this EksGraderDb db, IReadOnlyList<StudentId> students, CancellationToken cancellationToken)
    {
        if (db is not PostgreSqlDb || db.Database.CurrentTransaction is null)
            return;
        // In one order, so that no two wait for each other. Not FOR UPDATE: rows that only point at the student block nothing.
        await db.Database.ExecuteSqlRawAsync(
            """SELECT 1 FROM "Students" WHERE "Id" = ANY ({0}) ORDER BY "Id" FOR NO KEY UPDATE""", [students.Select(s => s.Value).ToArray()], cancellationToken);
    }
}
