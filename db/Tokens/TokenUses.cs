using System.Collections.Concurrent;
using EksGrader.Db.Model;

namespace EksGrader.Db.Tokens;

/// <summary>
/// When tokens were used, until that is stored (<see cref="TokenStore.StoreUsesAsync"/>): a request that only reads waits behind no writer.
/// What a process that dies has not stored yet is lost.
/// </summary>
public sealed class TokenUses
{
    private readonly ConcurrentDictionary<ApiTokenId, DateTimeOffset> uses = new();

    /// <summary>Notes a use; the last one counts.</summary>
    internal void Note(ApiTokenId token, DateTimeOffset at) => uses.AddOrUpdate(token, at, (_, known) => known > at ? known : at);

    /// <summary>What was noted.</summary>
    internal IReadOnlyDictionary<ApiTokenId, DateTimeOffset> Read() => new Dictionary<ApiTokenId, DateTimeOffset>(uses);

    /// <summary>Forgets what is stored; a use that came meanwhile stays.</summary>
    internal void Forget(IReadOnlyDictionary<ApiTokenId, DateTimeOffset> stored)
    {
        foreach (var use in stored)
            uses.TryRemove(use);
    }
}
