using EksGrader.Checks.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EksGrader.Db.Model;

/// <summary>Points that an instructor gave a check of a submission; they survive every regrade until they are taken back.</summary>
public sealed class Override(OverrideId id, SubmissionId submissionId, CheckId check, decimal points, string reason, string by, DateTimeOffset at)
{
    /// <summary>Its id.</summary>
    public OverrideId Id { get; private set; } = id;

    /// <summary>The submission.</summary>
    public SubmissionId SubmissionId { get; private set; } = submissionId;

    /// <summary>The check.</summary>
    public CheckId Check { get; private set; } = check;

    /// <summary>The points.</summary>
    public decimal Points { get; private set; } = points;

    /// <summary>Why.</summary>
    public string Reason { get; private set; } = reason;

    /// <summary>Who gave them.</summary>
    public string By { get; private set; } = by;

    /// <summary>When.</summary>
    public DateTimeOffset At { get; private set; } = at;

    /// <summary>When it was taken back; null while it holds.</summary>
    public DateTimeOffset? TakenBackAt { get; private set; }

    /// <summary>Who took it back.</summary>
    public string? TakenBackBy { get; private set; }

    /// <summary>Whether it counts.</summary>
    public bool Holds => TakenBackAt is null;

    internal void TakeBack(string by, DateTimeOffset at) => (TakenBackBy, TakenBackAt) = (by, at);
}

internal sealed class OverrideTable : IEntityTypeConfiguration<Override>
{
    public void Configure(EntityTypeBuilder<Override> builder)
    {
        builder.HasKey(o => o.Id);
        builder.HasIndex(o => new { o.SubmissionId, o.Check });
    }
}
