using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EksGrader.Db.Model;

/// <summary>An assignment of a course. What it asks is in its versions; a change makes a new one.</summary>
public sealed class CourseAssignment(AssignmentId id, CourseId courseId, string slug, DateTimeOffset createdAt) : IVersioned
{
    /// <summary>Its id.</summary>
    public AssignmentId Id { get; private set; } = id;

    /// <summary>The course.</summary>
    public CourseId CourseId { get; private set; } = courseId;

    /// <summary>What it is called in addresses; unique in the course.</summary>
    public string Slug { get; private set; } = slug;

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; private set; } = createdAt;

    /// <summary>The number of the version that new submissions are graded by; 0 before the first.</summary>
    public int CurrentVersion { get; private set; }

    /// <inheritdoc/>
    public int RowVersion { get; private set; }

    /// <summary>Makes the next version. Add it to <see cref="EksGraderDb.AssignmentVersions"/>; two at once end in one conflict, not in a lost version.</summary>
    /// <param name="document">The assignment as it was given: YAML or JSON.</param>
    /// <param name="by">Who changed it.</param>
    /// <param name="at">When.</param>
    /// <param name="comment">Why; null where nothing was said.</param>
    public AssignmentVersion Revise(string document, string by, DateTimeOffset at, string? comment = null) =>
        new(Id, ++CurrentVersion, document, by, at) { Comment = comment };
}

/// <summary>What an assignment asked from some moment on. Never changed: gradings point at it.</summary>
public sealed class AssignmentVersion(AssignmentId assignmentId, int number, string document, string by, DateTimeOffset createdAt)
{
    /// <summary>The assignment.</summary>
    public AssignmentId AssignmentId { get; private set; } = assignmentId;

    /// <summary>Counted from 1.</summary>
    public int Number { get; private set; } = number;

    /// <summary>The assignment as it was given: YAML or JSON.</summary>
    public string Document { get; private set; } = document;

    /// <summary>Who made it.</summary>
    public string By { get; private set; } = by;

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; private set; } = createdAt;

    /// <summary>Why it was made; null where nothing was said.</summary>
    public string? Comment { get; init; }
}

internal sealed class CourseAssignmentTable : IEntityTypeConfiguration<CourseAssignment>
{
    public void Configure(EntityTypeBuilder<CourseAssignment> builder)
    {
        builder.HasKey(a => a.Id);
        builder.HasIndex(a => new { a.CourseId, a.Slug }).IsUnique();
        builder.HasOne<Course>().WithMany().HasForeignKey(a => a.CourseId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class AssignmentVersionTable : IEntityTypeConfiguration<AssignmentVersion>
{
    public void Configure(EntityTypeBuilder<AssignmentVersion> builder)
    {
        builder.HasKey(v => new { v.AssignmentId, v.Number });
        builder.HasOne<CourseAssignment>().WithMany().HasForeignKey(v => v.AssignmentId).OnDelete(DeleteBehavior.Restrict);
    }
}
