using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using EksGrader.Db.Storage;

namespace EksGrader.Db.Tokens;

/// <summary>
/// Lets one do a write of a caller's key at a time. A lock ends with its process, however that ends: the next one who sends the key is
/// answered at once. On SQLite there is one process; on PostgreSQL the processes share advisory locks of the server.
/// </summary>
public sealed class IdempotencyLocks : IAsyncDisposable
{
    private readonly ConcurrentDictionary<(string Caller, string Key), bool> held = new();
    private readonly AdvisoryLocks? shared;

    internal IdempotencyLocks(AdvisoryLocks? shared) => this.shared = shared;

    /// <summary>Takes the lock of a key; null where another holds it. Dispose what it gives once the write is answered.</summary>
    /// <param name="caller">Who sends the key.</param>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<IAsyncDisposable?> TryTakeAsync(string caller, string key, CancellationToken cancellationToken)
    {
        if (!held.TryAdd((caller, key), true))
            return null;
        var mine = new Held(this, caller, key);
        try
        {
            if (shared is null || await shared.TryTakeAsync(NumberOf(caller, key), cancellationToken))
                return mine;
        }
        catch
        {
            held.TryRemove((caller, key), out _);
            throw;
        }

        held.TryRemove((caller, key), out _);
        return null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (shared is not null)
            await shared.DisposeAsync();
    }

    private static long NumberOf(string caller, string key) =>
        BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"idempotency\n{caller}\n{key}")));

    private sealed class Held(IdempotencyLocks locks, string caller, string key) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            // The server's lock first: a caller that gets the one of this process finds it free.
            if (locks.shared is { } shared)
                await shared.ReleaseAsync(NumberOf(caller, key));
            locks.held.TryRemove((caller, key), out _);
        }
    }
}
