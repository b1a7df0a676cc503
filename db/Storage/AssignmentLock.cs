using EksGrader.Db.Model;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Db.Storage;

/// <summary>
/// Keeps hand-ins and what is decided for all hand-ins of an assignment (a date moved, a plan applied) from passing each other unseen:
/// whoever decides looks for the submissions that are in, whoever hands in reads what was decided, and neither sees what the other has not
/// committed yet. SQLite knows one writer at a time and needs no lock; on PostgreSQL it is one on the assignment's row, until the
/// transaction ends (https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-ROWS).
/// </summary>
public static class AssignmentLock
{
    /// <summary>For a hand-in, before it reads dates and version. Hand-ins do not wait for each other.</summary>
    /// <exception cref="InvalidOperationException">There is no transaction that the lock could live in.</exception>
    public static Task LockForShareAsync(this EksGraderDb db, AssignmentId assignment, CancellationToken cancellationToken) =>
        TakeAsync(db, """SELECT 1 FROM "Assignments" WHERE "Id" = {0} FOR SHARE""", assignment, cancellationToken);

    /// <summary>For what is decided for all hand-ins, before it looks for them: waits for those on their way, and those that come wait.</summary>
    /// <exception cref="InvalidOperationException">There is no transaction that the lock could live in.</exception>
    public static Task LockForUpdateAsync(this EksGraderDb db, AssignmentId assignment, CancellationToken cancellationToken) =>
        // Not FOR UPDATE: rows that only point at the assignment are in nobody's way.
        TakeAsync(db, """SELECT 1 FROM "Assignments" WHERE "Id" = {0} FOR NO KEY UPDATE""", assignment, cancellationToken);

    private static async Task TakeAsync(EksGraderDb db, string sql, AssignmentId assignment, CancellationToken cancellationToken)
    {
        if (db.Database.CurrentTransaction is null)
            throw new InvalidOperationException("A lock lives as long as its transaction, and there is none.");
        if (db is PostgreSqlDb)
            await db.Database.ExecuteSqlRawAsync(sql, [assignment.Value], cancellationToken);
    }
}
