using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EksGrader.Db.Model;

internal sealed class StoredReceiptTable : IEntityTypeConfiguration<StoredReceipt>
{
    public void Configure(EntityTypeBuilder<StoredReceipt> builder)
    {
        builder.ToTable("Receipts");
        builder.HasKey(r => r.LeaseId);
        builder.HasOne<Lease>().WithMany().HasForeignKey(r => r.LeaseId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class SigningKeyTable : IEntityTypeConfiguration<SigningKey>
{
    public void Configure(EntityTypeBuilder<SigningKey> builder)
    {
        builder.HasKey(k => k.Number);
        builder.HasIndex(k => k.Kid).IsUnique();
        builder.Ignore(k => k.Public);
        builder.Property(k => k.X);
        builder.Property(k => k.Y);
        builder.Property(k => k.SealedPair);
    }
}
