namespace EksGrader.Db.Storage;

/// <summary>
/// Lets the writers of this process in one after the other where the database knows one writer at a time (SQLite). SQLite's own
/// waiting sleeps on the thread and is not fair; hundreds of gradings in flight would wait on hundreds of threads.
/// </summary>
/// <param name="oneByOne">Whether the database knows one writer at a time.</param>
/// <param name="patience">How long another process's write is waited for.</param>
/// <param name="time">The clock.</param>
public sealed class WriteGate(bool oneByOne, TimeSpan patience, TimeProvider time) : IDisposable
{
    // What Microsoft.Data.Sqlite cannot wait less than: its command timeout counts seconds.
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim? turn = oneByOne ? new SemaphoreSlim(1, 1) : null;
    private volatile bool isLocked;

    /// <inheritdoc/>
    public void Dispose() => turn?.Dispose();

    /// <summary>Waits for a turn. While nobody has it, this takes as long as the writers before take.</summary>
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
    /// <param name="gate">The gate.</param>
    /// <param name="left">How long the database may be waited for, where that is less than usual.</param>
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
