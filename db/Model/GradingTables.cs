using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EksGrader.Db.Model;

internal sealed class GradingTable : IEntityTypeConfiguration<Grading>
{
    public void Configure(EntityTypeBuilder<Grading> builder)
    {
        builder.HasKey(g => g.Id);
        builder.HasIndex(g => new { g.SubmissionId, g.Number }).IsUnique();

        // Two jobs that begin a grading of the same submission at once: one of them finds the other's.
        builder.HasIndex(g => g.SubmissionId, "IX_Gradings_OneOpen").IsUnique().HasFilter("\"EndedAt\" IS NULL");

        builder.HasOne<Submission>().WithMany().HasForeignKey(g => g.SubmissionId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StoredRecording>().WithMany().HasForeignKey(g => g.RecordingId).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(g => g.Checks).WithOne().HasForeignKey(c => c.GradingId);
        builder.HasMany(g => g.Signs).WithOne().HasForeignKey(s => s.GradingId);
    }
}

internal sealed class GradedCheckTable : IEntityTypeConfiguration<GradedCheck>
{
    public void Configure(EntityTypeBuilder<GradedCheck> builder)
    {
        builder.HasKey(c => new { c.GradingId, c.Check });
        builder.Property(c => c.Share).HasConversion<ShareConverter>();

        // A gradebook asks of every student what each check came to: answered from here, nobody's evidence is read for it.
        builder.HasIndex(c => new { c.GradingId, c.Check, c.Outcome, c.Points, c.MaxPoints }, "IX_GradedChecks_Figures");

        // The few that AWS contradicted: asked for whenever the same cluster is handed in again.
        builder.HasIndex(c => c.GradingId, "IX_GradedChecks_Contradicted").HasFilter("\"Contradicted\"");

        // The few that wait for somebody, found without reading the many that do not.
        builder.HasIndex(c => c.GradingId, "IX_GradedChecks_Unknown").HasFilter("\"Outcome\" = 'Unknown'");
    }
}

internal sealed class GradingFlagTable : IEntityTypeConfiguration<GradingFlag>
{
    public void Configure(EntityTypeBuilder<GradingFlag> builder) => builder.HasKey(s => new { s.GradingId, s.Order });
}

internal sealed class RecordingTable : IEntityTypeConfiguration<StoredRecording>
{
    public void Configure(EntityTypeBuilder<StoredRecording> builder) => builder.HasKey(r => r.Id);
}
