namespace EksGrader.Db.Tokens;

/// <summary>What a caller's write with an <c>Idempotency-Key</c> was answered, so that the same write sent again is answered the same and done once.</summary>
/// <param name="caller">Who sent it.</param>
/// <param name="key">The key that the caller chose.</param>
/// <param name="requestHash">SHA-256 of method, address and body: the same key with another request is an error.</param>
/// <param name="createdAt">When it came.</param>
public sealed class IdempotencyRecord(string caller, string key, string requestHash, DateTimeOffset createdAt) : IVersioned
{
    /// <summary>Who sent it.</summary>
    public string Caller { get; private set; } = caller;

    /// <summary>The key that the caller chose.</summary>
    public string Key { get; private set; } = key;

    /// <summary>SHA-256 of method, address and body.</summary>
    public string RequestHash { get; private set; } = requestHash;

    /// <summary>When it came, or when it was taken up again.</summary>
    public DateTimeOffset CreatedAt { get; private set; } = createdAt;

    /// <summary>The status it was answered with; null while it is worked on.</summary>
    public int? Status { get; private set; }

    /// <summary>The answer's headers that matter (<c>Location</c>, <c>ETag</c>), one a line.</summary>
    public string? Headers { get; private set; }

    /// <summary>The answer's body.</summary>
    public string? Body { get; private set; }

    /// <inheritdoc/>
    public int RowVersion { get; private set; }

    internal void TakeUp(DateTimeOffset at) => CreatedAt = at;

    internal void Answer(int status, string? headers, string? body) => (Status, Headers, Body) = (status, headers, body);
}
