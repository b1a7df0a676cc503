using Microsoft.EntityFrameworkCore;

namespace EksGrader.Db.Storage;

/// <summary>One unit of work, done again while somebody else got in between.</summary>
internal static class WriteTransaction
{
    // Of those who collide, one gets through each time. A duplicate that the work does not look for itself comes out after these tries.
    private const int Tries = 20;

    public static async Task<T> RunAsync<T>(EksGraderDb db, WriteGate gate, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        // Outside the transaction: whoever waits for a turn holds nothing.
        using var turn = await gate.EnterAsync(cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await db.Database.CreateExecutionStrategy().ExecuteAsync(work, (w, token) => TryAsync(db, w, token), cancellationToken);
            }
            catch (DbUpdateException e) when (attempt < Tries && (e is DbUpdateConcurrencyException || StorageErrors.IsDuplicate(e)))
            {
                // Somebody else changed or made the same row: the work is done again on what is there now.
                db.ChangeTracker.Clear();
            }
            catch (Exception e) when (StorageErrors.IsFull(e) && e is not StorageFullException)
            {
                db.ChangeTracker.Clear();
                throw new StorageFullException(e);
            }
        }
    }

    private static async Task<T> TryAsync<T>(EksGraderDb db, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        db.ChangeTracker.Clear();
        // On SQLite this is BEGIN IMMEDIATE: a transaction that begins by reading and then wants to write cannot be refused half way.
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var answer = await work(cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return answer;
    }
}
