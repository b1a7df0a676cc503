using Microsoft.EntityFrameworkCore;

namespace EksGrader.Db.Tokens;

/// <summary>What to do with a write that carries an idempotency key.</summary>
public abstract record IdempotencyAnswer
{
    private IdempotencyAnswer()
    {
    }

    /// <summary>It is new: do it, then call <see cref="IdempotencyStore.AnswerAsync"/>, or <see cref="IdempotencyStore.ForgetAsync"/> where it failed.</summary>
    public sealed record Do : IdempotencyAnswer;

    /// <summary>It was done: answer the same again.</summary>
    /// <param name="Status">The status.</param>
    /// <param name="Headers">The headers, one a line.</param>
    /// <param name="Body">The body.</param>
    public sealed record Repeat(int Status, string? Headers, string? Body) : IdempotencyAnswer;

    /// <summary>The key came with another request (422).</summary>
    public sealed record Mismatch : IdempotencyAnswer;

    /// <summary>The same request is being worked on (409).</summary>
    public sealed record InProgress : IdempotencyAnswer;
}

/// <summary>Remembers for a day what writes with an idempotency key were answered.</summary>
/// <param name="db">The database.</param>
/// <param name="time">The clock.</param>
public sealed class IdempotencyStore(EksGraderDb db, TimeProvider time)
{
    /// <summary>How long an answer is remembered.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromHours(24);

    // Whoever began and has not answered by then died at it; the next one does it anew.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Asks whether a write is new, and claims it if it is. Of two at once, one is told <see cref="IdempotencyAnswer.Do"/>.</summary>
    /// <param name="caller">Who sends it.</param>
    /// <param name="key">The caller's key.</param>
    /// <param name="requestHash">SHA-256 of method, address and body.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<IdempotencyAnswer> BeginAsync(string caller, string key, string requestHash, CancellationToken cancellationToken) =>
        db.WriteAsync<IdempotencyAnswer>(
            async token =>
            {
                var now = time.GetUtcNow();
                var known = await db.IdempotencyRecords.FindAsync([caller, key], token);
                if (known is not null && now - known.CreatedAt > Memory)
                {
                    db.IdempotencyRecords.Remove(known);
                    await db.SaveChangesAsync(token);
                    known = null;
                }

                switch (known)
                {
                    case null:
                        db.IdempotencyRecords.Add(new IdempotencyRecord(caller, key, requestHash, now));
                        return new IdempotencyAnswer.Do();
                    case { } when known.RequestHash != requestHash:
                        return new IdempotencyAnswer.Mismatch();
                    case { Status: { } status }:
                        return new IdempotencyAnswer.Repeat(status, known.Headers, known.Body);
                    case { } when now - known.CreatedAt > Patience:
                        known.TakeUp(now);
                        return new IdempotencyAnswer.Do();
                    default:
                        return new IdempotencyAnswer.InProgress();
                }
            },
            cancellationToken);

    /// <summary>Remembers the answer.</summary>
    public Task AnswerAsync(string caller, string key, int status, string? headers, string? body, CancellationToken cancellationToken) => db.WriteAsync(
        async token => (await db.IdempotencyRecords.FindAsync([caller, key], token))?.Answer(status, headers, body), cancellationToken);

    /// <summary>Forgets a write that failed for the service's own fault, so that it can be sent again.</summary>
    public Task ForgetAsync(string caller, string key, CancellationToken cancellationToken) =>
        db.IdempotencyRecords.Where(r => r.Caller == caller && r.Key == key && r.Status == null).ExecuteDeleteAsync(cancellationToken);

    /// <summary>Deletes what need not be remembered any more; tells how much it was.</summary>
    public Task<int> ForgetOldAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - Memory;
        return db.IdempotencyRecords.Where(r => r.CreatedAt < before).ExecuteDeleteAsync(cancellationToken);
    }
}
