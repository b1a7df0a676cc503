using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EksGrader.Db.Model;

/// <summary>That an instructor has seen a flag and dealt with it: it needs no more attention until it says something else.</summary>
public sealed class ReviewedFlag
{
    /// <summary>Its id.</summary>
    public required ReviewedFlagId Id { get; init; }

    /// <summary>The course.</summary>
    public required CourseId CourseId { get; init; }

    /// <summary>The submission.</summary>
    public required SubmissionId SubmissionId { get; init; }

    /// <summary>The flag's stable name.</summary>
    public required string Kind { get; init; }

    /// <summary>What it said.</summary>
    public required string Message { get; init; }

    /// <summary>What came of it.</summary>
    public required string Why { get; init; }

    /// <summary>Who has seen it.</summary>
    public required string By { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }
}

internal sealed class ReviewedFlagTable : IEntityTypeConfiguration<ReviewedFlag>
{
    public void Configure(EntityTypeBuilder<ReviewedFlag> builder)
    {
        builder.HasKey(s => s.Id);
        builder.HasIndex(s => new { s.SubmissionId, s.Kind });
        builder.HasOne<Course>().WithMany().HasForeignKey(s => s.CourseId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Submission>().WithMany().HasForeignKey(s => s.SubmissionId).OnDelete(DeleteBehavior.Restrict);
    }
}
