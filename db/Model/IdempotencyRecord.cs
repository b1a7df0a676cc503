using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EksGrader.Db.Model;

/// <summary>A write that carries an idempotency key.</summary>
/// <param name="Caller">Who sends it: keys of different callers have nothing to do with each other.</param>
/// <param name="Key">The key that the caller chose.</param>
/// <param name="RequestHash">SHA-256 of method, address and body: the same key with another request is an error.</param>
public sealed record KeyedWrite(string Caller, string Key, string RequestHash);

/// <summary>
/// That a caller's write with an idempotency key changed something, and what it was answered: the same write sent again is answered the same
/// and done once. A write that changed nothing leaves no row.
/// </summary>
public sealed class IdempotencyRecord : IVersioned
{
    private IdempotencyRecord(string caller, string key, string requestHash, DateTimeOffset createdAt) =>
        (Caller, Key, RequestHash, CreatedAt) = (caller, key, requestHash, createdAt);

    /// <summary>Who sent it.</summary>
    public string Caller { get; private set; }

    /// <summary>The key that the caller chose.</summary>
    public string Key { get; private set; }

    /// <summary>SHA-256 of method, address and body.</summary>
    public string RequestHash { get; private set; }

    /// <summary>When it was done.</summary>
    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>The submission that it made, stored in the same transaction: whatever dies after that, the same key leads to that submission.</summary>
    public SubmissionId? SubmissionId { get; private set; }

    /// <summary>The status it was answered with; null where the process died between doing it and answering.</summary>
    public int? Status { get; private set; }

    /// <summary>The answer's headers that matter (<c>Location</c>, <c>ETag</c>), one a line.</summary>
    public string? Headers { get; private set; }

    /// <summary>The answer's body, sealed.</summary>
    public byte[]? Body { get; private set; }

    /// <summary>How many bytes the answer takes.</summary>
    public int Size { get; private set; }

    /// <inheritdoc/>
    public int RowVersion { get; private set; }

    internal static IdempotencyRecord Of(KeyedWrite write, DateTimeOffset at) => new(write.Caller, write.Key, write.RequestHash, at);

    /// <summary>Takes the place of an older write under the same key, which is not remembered any more.</summary>
    internal void Renew(string requestHash, DateTimeOffset at)
    {
        (RequestHash, CreatedAt, SubmissionId) = (requestHash, at, null);
        (Status, Headers, Body, Size) = (null, null, null, 0);
    }

    internal void Made(SubmissionId submission) => SubmissionId = submission;

    internal void Answer(IdempotencyResult.Repeat answer)
    {
        (Status, Headers, Body) = (answer.Status, answer.Headers, answer.Body);
        Size = answer.Body.Length + (answer.Headers?.Length ?? 0);
    }
}

/// <summary>What to do with a write that carries an idempotency key.</summary>
public abstract record IdempotencyResult
{
    private IdempotencyResult()
    {
    }

    /// <summary>Nothing is remembered of it, or it was done and its answer was lost with the process: do it.</summary>
    /// <param name="IsDone">Whether it was done: doing it finds that out by itself (<see cref="IdempotencyRecord.SubmissionId"/>).</param>
    public sealed record Do(bool IsDone) : IdempotencyResult;

    /// <summary>It was done: answer the same again.</summary>
    /// <param name="Status">The status.</param>
    /// <param name="Headers">The headers, one a line.</param>
    /// <param name="Body">The body, sealed.</param>
    public sealed record Repeat(int Status, string? Headers, byte[] Body) : IdempotencyResult;

    /// <summary>The key came with another request (422).</summary>
    public sealed record Mismatch : IdempotencyResult;
}

internal sealed class IdempotencyRecordTable : IEntityTypeConfiguration<IdempotencyRecord>
{
    public void Configure(EntityTypeBuilder<IdempotencyRecord> builder)
    {
        builder.HasKey(r => new { r.Caller, r.Key });
        builder.HasIndex(r => r.CreatedAt);
        builder.HasIndex(r => new { r.Caller, r.CreatedAt });
    }
}
