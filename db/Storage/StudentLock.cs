using EksGrader.Db.Model;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Db.Storage;

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
        // In one order, so that no two wait for each other. Not FOR UPDATE: rows that only point at the student are in nobody's way.
        await db.Database.ExecuteSqlRawAsync(
            """SELECT 1 FROM "Students" WHERE "Id" = ANY ({0}) ORDER BY "Id" FOR NO KEY UPDATE""", [students.Select(s => s.Value).ToArray()], cancellationToken);
    }
}
