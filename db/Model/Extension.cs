using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EksGrader.Db.Model;

/// <summary>
/// A moved due date, for one student or for all. The newest of each that holds counts, of the two the later one: moving the date for all
/// takes nothing from a student who has more time.
/// </summary>
public sealed class Extension(
    ExtensionId id, AssignmentId assignmentId, StudentId? studentId, DateTimeOffset until, string reason, string by, DateTimeOffset createdAt)
{
    /// <summary>Its id.</summary>
    public ExtensionId Id { get; private set; } = id;

    /// <summary>The assignment.</summary>
    public AssignmentId AssignmentId { get; private set; } = assignmentId;

    /// <summary>The student; null for all.</summary>
    public StudentId? StudentId { get; private set; } = studentId;

    /// <summary>The new due date.</summary>
    public DateTimeOffset Until { get; private set; } = until;

    /// <summary>Why.</summary>
    public string Reason { get; private set; } = reason;

    /// <summary>Who moved it.</summary>
    public string By { get; private set; } = by;

    /// <summary>When it was moved.</summary>
    public DateTimeOffset CreatedAt { get; private set; } = createdAt;

    /// <summary>When it was taken back; null while it holds.</summary>
    public DateTimeOffset? TakenBackAt { get; private set; }

    /// <summary>Who took it back.</summary>
    public string? TakenBackBy { get; private set; }

    /// <summary>Takes it back: from now on it is as if it had never been.</summary>
    public void TakeBack(string by, DateTimeOffset at) => (TakenBackBy, TakenBackAt) = (by, at);
}

internal sealed class ExtensionTable : IEntityTypeConfiguration<Extension>
{
    public void Configure(EntityTypeBuilder<Extension> builder)
    {
        builder.HasKey(e => e.Id);
        builder.HasIndex(e => new { e.AssignmentId, e.StudentId, e.CreatedAt });
        builder.HasOne<CourseAssignment>().WithMany().HasForeignKey(e => e.AssignmentId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Student>().WithMany().HasForeignKey(e => e.StudentId).OnDelete(DeleteBehavior.Restrict);
    }
}
