using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EksGrader.Db.Model;

internal sealed class DeletionOrderTable : IEntityTypeConfiguration<DeletionOrder>
{
    public void Configure(EntityTypeBuilder<DeletionOrder> builder)
    {
        builder.HasKey(o => o.Id);
        builder.Ignore(o => o.IsLive);
        builder.Ignore(o => o.Trouble);

        // Two orders for one cluster would each ask for what the other waits for.
        builder.HasIndex(o => o.LeaseId, "IX_DeletionOrders_Live").IsUnique().HasFilter("\"EndedAt\" IS NULL");
        builder.HasIndex(o => new { o.LeaseId, o.Id });

        // The dispatcher reads this alone; the brake counts by the other.
        builder.HasIndex(o => o.NextAt).HasFilter("\"NextAt\" IS NOT NULL");
        builder.HasIndex(o => o.BeganAt).HasFilter("\"BeganAt\" IS NOT NULL");
        builder.HasOne<Lease>().WithMany().HasForeignKey(o => o.LeaseId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Course>().WithMany().HasForeignKey(o => o.CourseId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class DeletionStepTable : IEntityTypeConfiguration<DeletionStep>
{
    public void Configure(EntityTypeBuilder<DeletionStep> builder)
    {
        builder.HasKey(s => new { s.OrderId, s.Kind, s.Target });
        builder.HasOne<DeletionOrder>().WithMany().HasForeignKey(s => s.OrderId).OnDelete(DeleteBehavior.Restrict);
    }
}
