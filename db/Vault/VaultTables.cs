using EksGrader.Db.Courses;
using EksGrader.Db.Submissions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EksGrader.Db.Vault;

internal sealed class SealedAccessTable : IEntityTypeConfiguration<SealedAccess>
{
    public void Configure(EntityTypeBuilder<SealedAccess> builder)
    {
        builder.HasKey(a => a.SubmissionId);
        builder.Property(a => a.Ciphertext);
        builder.HasIndex(a => a.ExpiresAt);
        builder.HasOne<Submission>().WithMany().HasForeignKey(a => a.SubmissionId);
        builder.HasOne<Student>().WithMany().HasForeignKey(a => a.StudentId);
    }
}

internal sealed class VaultKeyTable : IEntityTypeConfiguration<VaultKey>
{
    public void Configure(EntityTypeBuilder<VaultKey> builder)
    {
        builder.HasKey(k => k.Name);
        builder.Property(k => k.Xml);
        builder.Property(k => k.At);
    }
}
