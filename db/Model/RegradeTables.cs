using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EksGrader.Db.Model;

internal sealed class RegradePlanTable : IEntityTypeConfiguration<RegradePlan>
{
    public void Configure(EntityTypeBuilder<RegradePlan> builder)
    {
        builder.HasKey(p => p.Id);
        builder.HasIndex(p => new { p.AssignmentId, p.Id });

        // The sweep for plans that lost their job reads this alone.
        builder.HasIndex(p => p.TouchedAt, "IX_RegradePlans_AtWork").HasFilter("\"State\" IN ('Computing', 'Applying')");
        builder.HasOne<Course>().WithMany().HasForeignKey(p => p.CourseId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<CourseAssignment>().WithMany().HasForeignKey(p => p.AssignmentId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class RegradeItemTable : IEntityTypeConfiguration<RegradeItem>
{
    public void Configure(EntityTypeBuilder<RegradeItem> builder)
    {
        builder.HasKey(i => new { i.PlanId, i.SubmissionId });
        builder.HasIndex(i => new { i.PlanId, i.State });
        builder.HasOne<RegradePlan>().WithMany().HasForeignKey(i => i.PlanId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Submission>().WithMany().HasForeignKey(i => i.SubmissionId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StoredRecording>().WithMany().HasForeignKey(i => i.RecordingId).OnDelete(DeleteBehavior.Restrict);
    }
}
