using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EksGrader.Db.Model;

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
