using System.Text.Json;
using EksGrader.Checks.Clusters;
using EksGrader.Db.Ids;
using EksGrader.Db.Storage;

namespace EksGrader.Db.Leases;

/// <summary>One look for a cluster's deletion, kept for good.</summary>
/// <param name="id">Its id.</param>
/// <param name="leaseId">The lease.</param>
/// <param name="at">When the look began.</param>
/// <param name="answer">What was seen.</param>
/// <param name="leftovers">What still costs money, a JSON list of lines; null where it could not be looked at.</param>
/// <param name="how">How it was looked: the call and its answer, for the proof.</param>
public sealed class LeaseLook(LeaseLookId id, LeaseId leaseId, DateTimeOffset at, LookAnswer answer, string? leftovers, string how)
{
    /// <summary>Its id.</summary>
    public LeaseLookId Id { get; private set; } = id;

    /// <summary>The lease.</summary>
    public LeaseId LeaseId { get; private set; } = leaseId;

    /// <summary>When the look began.</summary>
    public DateTimeOffset At { get; private set; } = at;

    /// <summary>What was seen.</summary>
    public LookAnswer Answer { get; private set; } = answer;

    /// <summary>What still costs money, a JSON list of lines; null where it could not be looked at.</summary>
    public string? Leftovers { get; private set; } = leftovers;

    /// <summary>How it was looked.</summary>
    public string How { get; private set; } = how;

    /// <summary>The look as checks know it.</summary>
    public DeletionLook ToLook() => new(At, Answer, Leftovers is { } lines ? JsonSerializer.Deserialize(lines, LinesJson.Default.IReadOnlyListString) : null);

    internal static LeaseLook Of(LeaseLookId id, LeaseId lease, DeletionLook seen, string how) =>
        new(id, lease, seen.At, seen.Answer, seen.Leftovers is { } lines ? JsonSerializer.Serialize(lines, LinesJson.Default.IReadOnlyListString) : null, how);
}
