using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EksGrader.Db.Model;

internal sealed class PasskeyTable : IEntityTypeConfiguration<Passkey>
{
    public void Configure(EntityTypeBuilder<Passkey> builder)
    {
        builder.HasKey(p => p.Id);
        builder.HasIndex(p => p.CredentialId).IsUnique();
        builder.HasOne<User>().WithMany().HasForeignKey(p => p.UserId);
    }
}

internal sealed class InvitationTable : IEntityTypeConfiguration<Invitation>
{
    public void Configure(EntityTypeBuilder<Invitation> builder)
    {
        builder.HasKey(i => i.Id);
        builder.HasIndex(i => i.Hash).IsUnique();
        builder.HasIndex(i => new { i.UserId, i.Id });
        builder.HasOne<User>().WithMany().HasForeignKey(i => i.UserId);
        builder.HasOne<Course>().WithMany().HasForeignKey(i => i.CourseId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class BrowserSessionTable : IEntityTypeConfiguration<BrowserSession>
{
    public void Configure(EntityTypeBuilder<BrowserSession> builder)
    {
        builder.HasKey(s => s.Id);
        builder.HasIndex(s => s.EndsAt);
        builder.HasOne<User>().WithMany().HasForeignKey(s => s.UserId);
    }
}

internal sealed class FailedSignInsTable : IEntityTypeConfiguration<FailedSignIns>
{
    public void Configure(EntityTypeBuilder<FailedSignIns> builder)
    {
        builder.HasKey(f => new { f.Account, f.Origin });
        builder.HasIndex(f => f.LastAt);
    }
}
