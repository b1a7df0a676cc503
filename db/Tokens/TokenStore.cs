using System.Collections.Concurrent;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Db.Tokens;

/// <summary>A token that was just made.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Secret">Its secret: shown once, kept nowhere.</param>
public sealed record NewToken(ApiTokenId Id, string Secret)
{
    /// <summary>The id, never the secret.</summary>
    public override string ToString() => $"token {Id}";
}

/// <summary>Makes, finds and revokes access tokens.</summary>
public sealed class TokenStore(EksGraderDb db, TokenUses uses, TimeProvider time)
{
    private const int StoredAtOnce = 200;

    /// <summary>Makes a token.</summary>
    /// <param name="owner">Whose it is.</param>
    /// <param name="name">What its owner calls it.</param>
    /// <param name="scopes">What it may do; empty for all that its owner may.</param>
    /// <param name="expiresAt">When it ends.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<NewToken> CreateAsync(UserId owner, string name, IReadOnlyList<string> scopes, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        var secret = ApiToken.NewSecret();
        var token = new ApiToken(Id.New<ApiTokenId>(time), owner, ApiToken.HashOf(secret), name, string.Join(' ', scopes), time.GetUtcNow(), expiresAt);
        await db.WriteAsync(_ => Task.FromResult(db.ApiTokens.Add(token)), cancellationToken);
        return new NewToken(token.Id, secret);
    }

    /// <summary>
    /// The token of a secret, with its owner; null where it is none, revoked or expired. The first use is stored at once, later ones are
    /// noted once a minute at most (<see cref="StoreUsesAsync"/>).
    /// </summary>
    public async Task<(ApiToken Token, User Owner)?> FindAsync(string secret, CancellationToken cancellationToken)
    {
        // The row is found by a hash of 256 random bits: how long the index takes tells nothing about the secret.
        var hash = ApiToken.HashOf(secret);
        var now = time.GetUtcNow();
        var found = await db.ApiTokens.AsNoTracking().Where(t => t.Hash == hash && t.RevokedAt == null && t.ExpiresAt > now)
            .Join(db.Users, t => t.UserId, u => u.Id, (t, u) => new { Token = t, Owner = u })
            .FirstOrDefaultAsync(cancellationToken);
        if (found is null)
            return null;

        var isFirst = found.Token.LastUsedAt is null;
        if (found.Token.Used(now))
            uses.Note(found.Token.Id, now);
        if (isFirst)
            await StoreFirstUseAsync(cancellationToken);
        return (found.Token, found.Owner);
    }

    /// <summary>Stores when tokens were used, as far as it is not stored yet.</summary>
    /// <exception cref="StorageFullException">The disk is full; the next time stores it.</exception>
    public async Task StoreUsesAsync(CancellationToken cancellationToken)
    {
        var noted = uses.Read();
        foreach (var some in noted.Keys.Chunk(StoredAtOnce))
        {
            await db.WriteAsync(
                async token =>
                {
                    var rows = await db.ApiTokens.Where(t => some.Contains(t.Id)).Join(db.Users, t => t.UserId, u => u.Id, (t, u) => new { Token = t, Owner = u }).ToListAsync(token);
                    foreach (var row in rows)
                    {
                        var at = noted[row.Token.Id];
                        row.Token.Used(at);
                        if (!(row.Owner.LastSignedInAt > at))
                            row.Owner.SignedIn(at);
                    }
                },
                cancellationToken);
        }

        uses.Forget(noted);
    }

    /// <summary>Ends a token of its owner; an admin ends any. Tells whether there was one.</summary>
    public Task<bool> RevokeAsync(ApiTokenId id, UserId? owner, CancellationToken cancellationToken) => db.WriteAsync(
        async token =>
        {
            var found = await db.ApiTokens.FirstOrDefaultAsync(t => t.Id == id && t.RevokedAt == null && (owner == null || t.UserId == owner), token);
            found?.Revoke(time.GetUtcNow());
            return found is not null;
        },
        cancellationToken);

    private async Task StoreFirstUseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await StoreUsesAsync(cancellationToken);
        }
        catch (Exception e) when (e is StorageFullException or StorageBusyException)
        {
            // The holder of a token can still read on a full disk, or beside another process's write; the note stays until it can be stored.
            db.ChangeTracker.Clear();
        }
    }
}

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
