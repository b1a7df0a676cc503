using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EksGrader.Db.Model;

internal sealed class LeaseTable : IEntityTypeConfiguration<Lease>
{
    public void Configure(EntityTypeBuilder<Lease> builder)
    {
        builder.HasKey(l => l.Id);
        builder.Ignore(l => l.Identity);
        builder.HasIndex(l => l.NextLookAt).HasFilter("\"NextLookAt\" IS NOT NULL");
        builder.HasIndex(l => l.ClusterArn);
        builder.HasIndex(l => l.KubeSystemUid);
        builder.HasIndex(l => l.CourseId);
        builder.HasIndex(l => l.CourseId, "IX_Leases_Troubled").HasFilter("\"State\" IN ('Overdue', 'Quarantined')");

        // Those that live, found without reading every cluster that ever was: reminders and the repair of the watch ask for them again and again.
        builder.HasIndex(l => new { l.CourseId, l.Deadline }, "IX_Leases_Live").HasFilter("\"EndedAt\" IS NULL");
        builder.HasOne<Course>().WithMany().HasForeignKey(l => l.CourseId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<CourseAssignment>().WithMany().HasForeignKey(l => l.AssignmentId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Student>().WithMany().HasForeignKey(l => l.StudentId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class LeaseProbeTable : IEntityTypeConfiguration<LeaseProbe>
{
    public void Configure(EntityTypeBuilder<LeaseProbe> builder)
    {
        builder.HasKey(l => l.Id);
        builder.HasIndex(l => new { l.LeaseId, l.At });

        // Two processes that look at the same cluster at once: one of them stores its look as the next one, or drops it.
        builder.HasIndex(l => new { l.LeaseId, l.Number }).IsUnique();
        builder.HasOne<Lease>().WithMany().HasForeignKey(l => l.LeaseId).OnDelete(DeleteBehavior.Restrict);
    }
}
