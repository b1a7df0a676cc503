using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EksGrader.Db.Model;

internal sealed class SubmissionTable : IEntityTypeConfiguration<Submission>
{
    public void Configure(EntityTypeBuilder<Submission> builder)
    {
        builder.HasKey(s => s.Id);
        builder.HasIndex(s => new { s.AssignmentId, s.StudentId, s.Number }).IsUnique();
        builder.HasIndex(s => s.NextStepAt).HasFilter("\"NextStepAt\" IS NOT NULL");

        // One grading at a time of a student and assignment, whatever the program believes.
        builder.HasIndex(s => new { s.AssignmentId, s.StudentId }, "IX_Submissions_OneAtATime").IsUnique().HasFilter("\"Status\" IN ('Grading', 'Settling')");

        // The few whose cluster nobody ever saw alive, found without reading the many under a lease.
        builder.HasIndex(s => s.Id, "IX_Submissions_NoLease").HasFilter("\"LeaseId\" IS NULL");

        builder.HasOne<Course>().WithMany().HasForeignKey(s => s.CourseId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<AssignmentVersion>().WithMany().HasForeignKey(s => new { s.AssignmentId, s.AssignmentVersion }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Student>().WithMany().HasForeignKey(s => s.StudentId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Lease>().WithMany().HasForeignKey(s => s.LeaseId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Grading>().WithMany().HasForeignKey(s => s.CountingGradingId).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(s => s.Overrides).WithOne().HasForeignKey(o => o.SubmissionId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class OverrideTable : IEntityTypeConfiguration<Override>
{
    public void Configure(EntityTypeBuilder<Override> builder)
    {
        builder.HasKey(o => o.Id);
        builder.HasIndex(o => new { o.SubmissionId, o.Check });
    }
}

internal sealed class RejectedSubmissionTable : IEntityTypeConfiguration<RejectedSubmission>
{
    public void Configure(EntityTypeBuilder<RejectedSubmission> builder)
    {
        builder.HasKey(r => new { r.AssignmentId, r.StudentId });
        builder.HasOne<CourseAssignment>().WithMany().HasForeignKey(r => r.AssignmentId);
        builder.HasOne<Student>().WithMany().HasForeignKey(r => r.StudentId);
    }
}
