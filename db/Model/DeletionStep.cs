using System.Text.Json.Serialization;
using EksGrader.Checks.Core;
using EksGrader.Checks.Enforcement;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EksGrader.Db.Model;

/// <summary>One thing that an order deletes, and how far that is; kept for good.</summary>
public sealed class DeletionStep(DeletionOrderId orderId, DeletionStepKind kind, string target, DateTimeOffset plannedAt) : IVersioned
{
    /// <summary>The order.</summary>
    public DeletionOrderId OrderId { get; private set; } = orderId;

    /// <summary>What it is.</summary>
    public DeletionStepKind Kind { get; private set; } = kind;

    /// <summary>What tells it from every other, see <see cref="DeletionStepFacts.Target"/>; written by strangers.</summary>
    public string Target { get; private set; } = target;

    /// <summary>When it was first seen.</summary>
    public DateTimeOffset PlannedAt { get; private set; } = plannedAt;

    /// <summary>Where it stands.</summary>
    public DeletionStepState State { get; private set; }

    /// <summary>When its deletion was first asked for.</summary>
    public DateTimeOffset? FirstAskedAt { get; private set; }

    /// <summary>When its deletion was last asked for.</summary>
    public DateTimeOffset? AskedAt { get; private set; }

    /// <summary>When it was gone, skipped or had failed.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>How often its deletion was asked for, refusals included.</summary>
    public int Tries { get; private set; }

    /// <summary>Before when it is not asked for again.</summary>
    public DateTimeOffset? NotBefore { get; private set; }

    /// <summary>What the other side said last, or why it was skipped.</summary>
    public string? Answer { get; private set; }

    /// <summary>The right that is missing.</summary>
    public string? Right { get; private set; }

    /// <inheritdoc/>
    public int RowVersion { get; private set; }

    /// <summary>The step as enforcement knows it.</summary>
    public DeletionStepFacts ToFacts() => new(Kind, Target, PlannedAt)
    {
        State = State,
        FirstAskedAt = FirstAskedAt,
        AskedAt = AskedAt,
        EndedAt = EndedAt,
        Tries = Tries,
        NotBefore = NotBefore,
        Answer = Answer,
        Right = Right,
    };

    /// <summary>Learns how far it is.</summary>
    public void Become(DeletionStepFacts facts) => (State, FirstAskedAt, AskedAt, EndedAt, Tries, NotBefore, Answer, Right) =
        (facts.State, facts.FirstAskedAt, facts.AskedAt, facts.EndedAt, facts.Tries, facts.NotBefore, facts.Answer, facts.Right);
}

internal sealed class DeletionStepTable : IEntityTypeConfiguration<DeletionStep>
{
    public void Configure(EntityTypeBuilder<DeletionStep> builder)
    {
        builder.HasKey(s => new { s.OrderId, s.Kind, s.Target });
        builder.HasOne<DeletionOrder>().WithMany().HasForeignKey(s => s.OrderId).OnDelete(DeleteBehavior.Restrict);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LocalizedText))]
internal sealed partial class EnforcementJson : JsonSerializerContext;
