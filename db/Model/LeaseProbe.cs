using System.Text.Json;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Deletion;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EksGrader.Db.Model;

/// <summary>One observation for a cluster's deletion, kept for good.</summary>
public sealed class LeaseProbe(LeaseProbeId id, LeaseId leaseId, int number, DateTimeOffset at)
{
    /// <summary>Its id.</summary>
    public LeaseProbeId Id { get; private set; } = id;

    /// <summary>The lease.</summary>
    public LeaseId LeaseId { get; private set; } = leaseId;

    /// <summary>Its number within the lease, from 1.</summary>
    public int Number { get; private set; } = number;

    /// <summary>When the observation began.</summary>
    public DateTimeOffset At { get; private set; } = at;

    /// <summary>What was seen.</summary>
    public required ExistenceAnswer Answer { get; init; }

    /// <summary>What is left, a JSON list of <see cref="Leftover"/>; null where it could not be looked at.</summary>
    public string? Leftovers { get; init; }

    /// <summary>How it was looked.</summary>
    public required string How { get; init; }

    /// <summary>Whose doing it is that there was no proof, or that leftovers could not be read (<see cref="LeaseObservation.Fault"/>); else null.</summary>
    public FaultDomain? Fault { get; init; }

    /// <summary>The clock ran ahead and was put back: the observation was made earlier.</summary>
    /// <param name="shift">By how much.</param>
    /// <param name="notBefore">When the observation before it was made; null for the first.</param>
    public void PutBack(ClockShift shift, DateTimeOffset? notBefore) => At = shift.Of(At) is var at && at < notBefore ? notBefore.Value : at;

    /// <summary>What is left, named and counted things alike; null where it could not be looked at.</summary>
    public IReadOnlyList<Leftover>? ReadLeftovers() => Leftovers is { } json ? JsonSerializer.Deserialize(json, LeaseJson.Default.IReadOnlyListLeftover) : null;

    /// <summary>The look as checks know it: of the leftovers, those that count.</summary>
    public DeletionObservation ToObservation()
    {
        var left = ReadLeftovers();
        return new DeletionObservation(At, Answer, left is null ? null : [.. left.Where(l => l.Counts).Select(l => l.ToString())], Fault)
        {
            IsCleaningUp = left?.Any(l => l.IsBeingDeleted) == true,
        };
    }

    internal static LeaseProbe Of(LeaseProbeId id, LeaseId lease, int number, LeaseObservation seen) => new(id, lease, number, seen.At)
    {
        Answer = seen.Answer,
        Leftovers = seen.Leftovers is { } left ? JsonSerializer.Serialize(left, LeaseJson.Default.IReadOnlyListLeftover) : null,
        How = seen.How,
        Fault = seen.Answer == ExistenceAnswer.NoProof ? seen.Fault ?? FaultDomain.Grader : seen.Fault,
    };
}

internal sealed class LeaseProbeTable : IEntityTypeConfiguration<LeaseProbe>
{
    public void Configure(EntityTypeBuilder<LeaseProbe> builder)
    {
        builder.HasKey(l => l.Id);
        builder.HasIndex(l => new { l.LeaseId, l.At });

        // Two processes that look at the same cluster at once: one of them stores its observation as the next one, or drops it.
        builder.HasIndex(l => new { l.LeaseId, l.Number }).IsUnique();
        builder.HasOne<Lease>().WithMany().HasForeignKey(l => l.LeaseId).OnDelete(DeleteBehavior.Restrict);
    }
}
