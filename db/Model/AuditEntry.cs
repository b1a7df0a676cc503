using EksGrader.Checks.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EksGrader.Db.Model;

/// <summary>Who did what, when, from what to what, and why. Written in the transaction that does it; never changed.</summary>
public sealed class AuditEntry(AuditEntryId id, DateTimeOffset at, string by, string what, string subject, CourseId? courseId)
{
    /// <summary>Its id.</summary>
    public AuditEntryId Id { get; private set; } = id;

    /// <summary>When.</summary>
    public DateTimeOffset At { get; private set; } = at;

    /// <summary>Who.</summary>
    public string By { get; private set; } = by;

    /// <summary>What was done.</summary>
    public string What { get; private set; } = what;

    /// <summary>What it was done to.</summary>
    public string Subject { get; private set; } = subject;

    /// <summary>The course; null for what concerns none.</summary>
    public CourseId? CourseId { get; private set; } = courseId;

    /// <summary>What it was before; null for nothing.</summary>
    public string? From { get; init; }

    /// <summary>What it is since; null for nothing.</summary>
    public string? To { get; init; }

    /// <summary>Why, where a reason was given; of the service's own reasons the English words.</summary>
    public string? Why { get; init; }

    /// <summary>The Korean words of a reason that the service gives; null for what a person wrote.</summary>
    public string? WhyKo { get; init; }

    /// <summary>Sets <see cref="Why"/> and <see cref="WhyKo"/> to a reason that the service gives.</summary>
    public LocalizedText? Reason
    {
        init => (Why, WhyKo) = (value?.En, value?.Ko);
    }
}

internal sealed class AuditTable : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.HasKey(e => e.Id);
        builder.HasIndex(e => new { e.CourseId, e.Id });
        builder.HasIndex(e => e.Subject);
        builder.HasOne<Course>().WithMany().HasForeignKey(e => e.CourseId).OnDelete(DeleteBehavior.Restrict);
    }
}
