using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Db.Tokens;

/// <summary>
/// Remembers for a day what writes with an idempotency key were answered, within bounds for each caller. Only writes that changed something
/// are remembered. Who does the same write at the same moment is told apart by <see cref="IdempotencyLocks"/>.
/// </summary>
public sealed class IdempotencyStore(EksGraderDb db, TimeProvider time)
{
    /// <summary>How long an answer is remembered.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromHours(24);

    /// <summary>How many answers of one caller are remembered; the oldest are forgotten first.</summary>
    public const int MostOfCaller = 1000;

    /// <summary>How many bytes the remembered answers of one caller take at most.</summary>
    public const int MostBytesOfCaller = 4 * 1024 * 1024;

    /// <summary>A longer answer is not remembered: sent again, the write is done again.</summary>
    public const int LongestAnswer = 1024 * 1024;

    private const int ForgottenAtOnce = 500;

    /// <summary>Asks what is remembered of a write. Ask under the lock of its key.</summary>
    public async Task<IdempotencyResult> FindAsync(KeyedWrite write, CancellationToken cancellationToken)
    {
        var known = await db.IdempotencyRecords.AsNoTracking().FirstOrDefaultAsync(r => r.Caller == write.Caller && r.Key == write.Key, cancellationToken);
        if (known is null || !Holds(known))
            return new IdempotencyResult.Do(IsDone: false);
        if (known.RequestHash != write.RequestHash)
            return new IdempotencyResult.Mismatch();
        return known.Status is { } status
            ? new IdempotencyResult.Repeat(status, known.Headers, known.Body ?? [])
            : new IdempotencyResult.Do(IsDone: true);
    }

    /// <summary>Remembers the answer to a write that changed something.</summary>
    public async Task AnswerAsync(KeyedWrite write, IdempotencyResult.Repeat answer, CancellationToken cancellationToken)
    {
        if (answer.Body.Length > LongestAnswer)
            return;
        await db.WriteAsync(
            async token =>
            {
                (await TakeUpAsync(write, token)).Answer(answer);
                await db.SaveChangesAsync(token);
                await KeepWithinBoundsAsync(write.Caller, token);
            },
            cancellationToken);
    }

    /// <summary>Deletes what need not be remembered any more; tells how much it was.</summary>
    public async Task<int> ForgetOldAsync(CancellationToken cancellationToken)
    {
        var (before, all) = (time.GetUtcNow() - Memory, 0);
        while (true)
        {
            // A few at a time: on SQLite no other write goes on meanwhile.
            var some = await db.WriteAsync(
                async token =>
                {
                    var old = db.IdempotencyRecords.Where(r => r.CreatedAt < before).OrderBy(r => r.CreatedAt).Select(r => r.CreatedAt);
                    var last = await old.Take(ForgottenAtOnce).Select(at => (DateTimeOffset?)at).ToListAsync(token);
                    return last is [.., { } until] ? await db.IdempotencyRecords.Where(r => r.CreatedAt <= until).ExecuteDeleteAsync(token) : 0;
                },
                cancellationToken);
            if (some == 0)
                return all;
            all += some;
        }
    }

    /// <summary>The submission that this very submission made before, in the caller's transaction; null where it is new.</summary>
    internal async Task<SubmissionId?> MadeBeforeAsync(KeyedWrite write, CancellationToken cancellationToken)
    {
        var known = await db.IdempotencyRecords.FindAsync([write.Caller, write.Key], cancellationToken);
        return known is not null && Holds(known) && known.RequestHash == write.RequestHash ? known.SubmissionId : null;
    }

    /// <summary>The same, asked before the write: nothing of it is tracked.</summary>
    internal async Task<SubmissionId?> SentBeforeAsync(KeyedWrite write, CancellationToken cancellationToken)
    {
        var known = await db.IdempotencyRecords.AsNoTracking().FirstOrDefaultAsync(r => r.Caller == write.Caller && r.Key == write.Key, cancellationToken);
        return known is not null && Holds(known) && known.RequestHash == write.RequestHash ? known.SubmissionId : null;
    }

    /// <summary>Remembers what a submission makes, in the caller's transaction: stored together or not at all.</summary>
    /// <param name="write">The submission.</param>
    /// <param name="submission">What it makes.</param>
    /// <param name="before">What <see cref="MadeBeforeAsync"/> answered in this transaction.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="DbUpdateConcurrencyException">The same submission was stored by another process since then.</exception>
    internal async Task MakesAsync(KeyedWrite write, SubmissionId submission, SubmissionId? before, CancellationToken cancellationToken)
    {
        var record = await TakeUpAsync(write, cancellationToken);
        // PostgreSQL reads what was committed meanwhile (isolation level read committed), so the row may be there now that was not before.
        if (record.SubmissionId is { } made && made != before)
            throw new DbUpdateConcurrencyException("The same hand-in was stored by another process.");
        record.Made(submission);
    }

    private bool Holds(IdempotencyRecord record) => time.GetUtcNow() - record.CreatedAt <= Memory;

    private async Task<IdempotencyRecord> TakeUpAsync(KeyedWrite write, CancellationToken cancellationToken)
    {
        if (await db.IdempotencyRecords.FindAsync([write.Caller, write.Key], cancellationToken) is not { } known)
            return db.IdempotencyRecords.Add(IdempotencyRecord.Of(write, time.GetUtcNow())).Entity;
        if (!Holds(known) || known.RequestHash != write.RequestHash)
            known.Renew(write.RequestHash, time.GetUtcNow());
        return known;
    }

    private async Task KeepWithinBoundsAsync(string caller, CancellationToken cancellationToken)
    {
        var mine = db.IdempotencyRecords.Where(r => r.Caller == caller);
        var sums = await mine.GroupBy(_ => 1).Select(g => new { Count = g.Count(), Bytes = g.Sum(r => (long)r.Size) }).SingleAsync(cancellationToken);
        if (sums is { Count: <= MostOfCaller, Bytes: <= MostBytesOfCaller })
            return;

        var (count, bytes) = (0, 0L);
        foreach (var record in await mine.OrderByDescending(r => r.CreatedAt).Select(r => new { r.CreatedAt, r.Size }).ToListAsync(cancellationToken))
        {
            (count, bytes) = (count + 1, bytes + record.Size);
            if (count > MostOfCaller || bytes > MostBytesOfCaller)
            {
                await mine.Where(r => r.CreatedAt <= record.CreatedAt).ExecuteDeleteAsync(cancellationToken);
                return;
            }
        }
    }
}

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
