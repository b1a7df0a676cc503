namespace EksGrader.Checks.Enforcement;

/// <summary>What came of asking for a deletion.</summary>
public enum DeletionReplyKind
{
    /// <summary>It is being done, or done.</summary>
    Accepted,

    /// <summary>There is nothing to delete any more: as good as done.</summary>
    NotThere,

    /// <summary>Something else must end first (409, in use): ask again later.</summary>
    Busy,

    /// <summary>Asked too often: ask again later.</summary>
    Throttled,

    /// <summary>A right is missing.</summary>
    Denied,

    /// <summary>Nobody knows whether it was taken: a timeout, a dropped connection, 5xx. What is there tells.</summary>
    Unclear,

    /// <summary>It was refused for good.</summary>
    Refused,

    /// <summary>It was not asked for: the cluster could not be looked at just before.</summary>
    NotAsked,

    /// <summary>It was not asked for: what lives under the name just before was not what it should be.</summary>
    Another,
}

/// <summary>What came of asking for a deletion.</summary>
/// <param name="Kind">What.</param>
/// <param name="Words">The other side's words in a line, no credential.</param>
public sealed record DeletionReply(DeletionReplyKind Kind, string Words)
{
    /// <summary>The right that is missing.</summary>
    public string? Right { get; init; }

    /// <summary>How long the other side asks to wait.</summary>
    public TimeSpan? After { get; init; }
}
