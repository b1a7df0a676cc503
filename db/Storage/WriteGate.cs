namespace EksGrader.Db.Storage;

/// <summary>
/// Lets the writers of this process in one after the other where the database knows one writer at a time (SQLite). SQLite's own
/// waiting sleeps on the thread and is not fair; hundreds of gradings in flight would wait on hundreds of threads.
/// </summary>
/// <param name="oneByOne">Whether the database knows one writer at a time.</param>
public sealed class WriteGate(bool oneByOne) : IDisposable
{
    private readonly SemaphoreSlim? turn = oneByOne ? new SemaphoreSlim(1, 1) : null;

    /// <inheritdoc/>
    public void Dispose() => turn?.Dispose();

    internal async ValueTask<IDisposable?> EnterAsync(CancellationToken cancellationToken)
    {
        if (turn is null)
            return null;
        await turn.WaitAsync(cancellationToken);
        return new Turn(turn);
    }

    private sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
