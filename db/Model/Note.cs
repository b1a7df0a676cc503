using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EksGrader.Db.Model;

/// <summary>What those who teach want to remember of a student or of a submission. Students never see it.</summary>
public sealed class Note(NoteId id, CourseId courseId, StudentId studentId, SubmissionId? submissionId, string text, string by, DateTimeOffset at)
{
    /// <summary>The longest note, in characters.</summary>
    public const int LongestText = 4000;

    /// <summary>Its id.</summary>
    public NoteId Id { get; private set; } = id;

    /// <summary>The course.</summary>
    public CourseId CourseId { get; private set; } = courseId;

    /// <summary>The student.</summary>
    public StudentId StudentId { get; private set; } = studentId;

    /// <summary>The submission; null for the student as such.</summary>
    public SubmissionId? SubmissionId { get; private set; } = submissionId;

    /// <summary>The words; empty once it was taken away.</summary>
    public string Text { get; private set; } = text;

    /// <summary>Who wrote it.</summary>
    public string By { get; private set; } = by;

    /// <summary>When.</summary>
    public DateTimeOffset At { get; private set; } = at;

    /// <summary>When it was taken away; null while it is there.</summary>
    public DateTimeOffset? RemovedAt { get; private set; }

    /// <summary>Takes it away; its words are forgotten.</summary>
    public void Remove(DateTimeOffset at) => (Text, RemovedAt) = ("", RemovedAt ?? at);
}

internal sealed class NoteTable : IEntityTypeConfiguration<Note>
{
    public void Configure(EntityTypeBuilder<Note> builder)
    {
        builder.HasKey(n => n.Id);
        builder.HasIndex(n => n.StudentId);
        builder.HasOne<Course>().WithMany().HasForeignKey(n => n.CourseId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Student>().WithMany().HasForeignKey(n => n.StudentId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Submission>().WithMany().HasForeignKey(n => n.SubmissionId).OnDelete(DeleteBehavior.Restrict);
    }
}
