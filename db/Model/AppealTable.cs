using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EksGrader.Db.Model;

internal sealed class AppealTable : IEntityTypeConfiguration<Appeal>
{
    public void Configure(EntityTypeBuilder<Appeal> builder)
    {
        builder.HasKey(c => c.Id);
        builder.HasIndex(c => new { c.SubmissionId, c.Check });

        // One open contest of a verdict, whatever the program believes.
        builder.HasIndex(c => new { c.SubmissionId, c.Check }, "IX_Contests_OneOpen").IsUnique().HasFilter("\"State\" = 'Open'");
        builder.HasIndex(c => c.CourseId);
        builder.HasIndex(c => c.CourseId, "IX_Contests_Open").HasFilter("\"State\" = 'Open'");
        builder.HasOne<Course>().WithMany().HasForeignKey(c => c.CourseId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Submission>().WithMany().HasForeignKey(c => c.SubmissionId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Grading>().WithMany().HasForeignKey(c => c.GradingId).OnDelete(DeleteBehavior.Restrict);
    }
}
