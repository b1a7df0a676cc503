using Microsoft.EntityFrameworkCore;

namespace EksGrader.Db.Storage;

/// <summary>One unit of work, done again when another writer got in between.</summary>
internal static class WriteTransaction
{
    // Of those who collide, one gets through each time. A duplicate that the work does not look for itself comes out after these tries.
    private const int Tries = 20;

    /// <summary>Does the work and commits it.</summary>
    /// <param name="db">The database.</param>
    /// <param name="gate">Lets writers in.</param>
    /// <param name="isDurable">Whether what is committed must survive a power cut (<see cref="SqliteSettings"/>; PostgreSQL always does that).</param>
    /// <param name="work">The work.</param>
    /// <param name="cancellationToken">Ends the waiting and the work.</param>
    public static async Task<T> RunAsync<T>(EksGraderDb db, WriteGate gate, bool isDurable, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        // Outside the transaction: a writer that waits for its turn holds nothing.
        using var turn = await gate.EnterAsync(cancellationToken);
        var settings = turn is null ? "" : SqliteSettings.Of(isDurable, turn.Left);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var done = await db.Database.CreateExecutionStrategy().ExecuteAsync(work, (w, token) => TryAsync(db, settings, w, token), cancellationToken);
                turn?.FoundFree();
                return done;
            }
            catch (DbUpdateException e) when (attempt < Tries && (e is DbUpdateConcurrencyException || StorageErrors.IsDuplicate(e)))
            {
                // Another writer changed or made the same row: the work is done again on what is there now.
                db.ChangeTracker.Clear();
            }
            catch (Exception e) when (StorageErrors.IsFull(e) && e is not StorageFullException)
            {
                db.ChangeTracker.Clear();
                throw new StorageFullException(e);
            }
            catch (Exception e) when (StorageErrors.IsBusy(e) && e is not StorageBusyException)
            {
                turn?.FoundLocked();
                db.ChangeTracker.Clear();
                throw new StorageBusyException(e);
            }
        }
    }

    private static async Task<T> TryAsync<T>(EksGraderDb db, string settings, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        db.ChangeTracker.Clear();
        // Told to this one opening of the connection: the pool's next one begins with what all are told.
        await db.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            if (settings.Length > 0)
                await db.Database.ExecuteSqlRawAsync(settings, cancellationToken);

            // On SQLite this is BEGIN IMMEDIATE: a transaction that begins by reading and then wants to write cannot be refused half way.
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            var answer = await work(cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return answer;
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }
}

/// <summary>
/// Lets the writers of this process in one after the other where the database knows one writer at a time (SQLite). SQLite's own
/// waiting sleeps on the thread and is not fair; hundreds of gradings in flight would wait on hundreds of threads.
/// </summary>
public sealed class WriteGate(bool oneByOne, TimeSpan patience, TimeProvider time) : IDisposable
{
    // What Microsoft.Data.Sqlite cannot wait less than: its command timeout counts seconds.
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim? turn = oneByOne ? new SemaphoreSlim(1, 1) : null;
    private volatile bool isLocked;

    /// <inheritdoc/>
    public void Dispose() => turn?.Dispose();

    /// <summary>Waits for a turn. While it is free, this takes as long as the writers before take.</summary>
    /// <exception cref="StorageBusyException">Another process still holds the database, and this writer has waited as long as it may.</exception>
    internal async ValueTask<Turn?> EnterAsync(CancellationToken cancellationToken)
    {
        if (turn is null)
            return null;
        var began = time.GetTimestamp();
        await turn.WaitAsync(cancellationToken);

        // The one before found the database locked for as long as it waited, and so did those behind it: each has what is left of its own time.
        var left = isLocked ? patience - time.GetElapsedTime(began) : patience;
        if (!isLocked || left >= (patience < Shortest ? patience : Shortest))
            return new Turn(this, isLocked ? left : null);
        turn.Release();
        throw new StorageBusyException(inner: null);
    }

    /// <summary>A writer's turn.</summary>
    internal sealed class Turn(WriteGate gate, TimeSpan? left) : IDisposable
    {
        public TimeSpan? Left => left;

        /// <summary>Another process held the database until the time was over.</summary>
        public void FoundLocked() => gate.isLocked = true;

        /// <summary>The database could be written.</summary>
        public void FoundFree() => gate.isLocked = false;

        public void Dispose() => gate.turn?.Release();
    }
}
