using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EksGrader.Db.Model;

/// <summary>That an instructor has seen a flag and dealt with it: it needs no more attention until it says something else.</summary>
public sealed class ReviewedFlag(
    ReviewedFlagId id, CourseId courseId, SubmissionId submissionId, string kind, string message, string why, string by, DateTimeOffset at)
{
    /// <summary>Its id.</summary>
    public ReviewedFlagId Id { get; private set; } = id;

    /// <summary>The course.</summary>
    public CourseId CourseId { get; private set; } = courseId;

    /// <summary>The submission.</summary>
    public SubmissionId SubmissionId { get; private set; } = submissionId;

    /// <summary>The sign's stable name.</summary>
    public string Kind { get; private set; } = kind;

    /// <summary>What it said.</summary>
    public string Message { get; private set; } = message;

    /// <summary>What came of it.</summary>
    public string Why { get; private set; } = why;

    /// <summary>Who has seen it.</summary>
    public string By { get; private set; } = by;

    /// <summary>When.</summary>
    public DateTimeOffset At { get; private set; } = at;
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
