namespace EksGrader.Db.Model;

/// <summary>The receipt of a lease that has ended, as it was signed. Kept for good, never changed.</summary>
/// <param name="leaseId">The lease; it has one.</param>
/// <param name="document">The signed receipt, byte by byte as it is handed out.</param>
/// <param name="kid">The id of the key that signed it.</param>
/// <param name="issuedAt">When it was made.</param>
public sealed class StoredReceipt(LeaseId leaseId, string document, string kid, DateTimeOffset issuedAt)
{
    /// <summary>The lease.</summary>
    public LeaseId LeaseId { get; private set; } = leaseId;

    /// <summary>The signed receipt: a JWS (RFC 7515) in JSON.</summary>
    public string Document { get; private set; } = document;

    /// <summary>The id of the key that signed it.</summary>
    public string Kid { get; private set; } = kid;

    /// <summary>When it was made.</summary>
    public DateTimeOffset IssuedAt { get; private set; } = issuedAt;
}
