using EksGrader.Checks.Receipts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EksGrader.Db.Model;

/// <summary>The receipt of a lease that has ended, as it was signed. Kept for good, never changed.</summary>
public sealed class StoredReceipt(LeaseId leaseId, string document, string kid, DateTimeOffset issuedAt)
{
    /// <summary>The lease.</summary>
    public LeaseId LeaseId { get; private set; } = leaseId;

    /// <summary>The signed receipt: a JWS (RFC 7515) in JSON.</summary>
    public string Document { get; private set; } = document;

    /// <summary>The id of the key that signed it.</summary>
    public string Kid { get; private set; } = kid;

    /// <summary>When it was made.</summary>
    public DateTimeOffset IssuedAt { get; private set; } = issuedAt;
}

internal sealed class StoredReceiptTable : IEntityTypeConfiguration<StoredReceipt>
{
    public void Configure(EntityTypeBuilder<StoredReceipt> builder)
    {
        builder.ToTable("Receipts");
        builder.HasKey(r => r.LeaseId);
        builder.HasOne<Lease>().WithMany().HasForeignKey(r => r.LeaseId).OnDelete(DeleteBehavior.Restrict);
    }
}

/// <summary>A key pair that receipts are signed with. Its public half is published for good; its private half lies under the vault's seal.</summary>
public sealed class SigningKey(int number, string kid, string x, string y, byte[] sealedPair, DateTimeOffset madeAt)
{
    /// <summary>Its place, from 1.</summary>
    public int Number { get; private set; } = number;

    /// <summary>Its id.</summary>
    public string Kid { get; private set; } = kid;

    /// <summary>When it was made.</summary>
    public DateTimeOffset MadeAt { get; private set; } = madeAt;

    /// <summary>The public half.</summary>
    public ReceiptKey Public => new(Kid, X, Y);

    internal string X { get; private set; } = x;

    internal string Y { get; private set; } = y;

    internal byte[] SealedPair { get; private set; } = sealedPair;
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
