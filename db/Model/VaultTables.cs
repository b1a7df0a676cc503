using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EksGrader.Db.Model;

/// <summary>One of Data Protection's keys, kept in the database.</summary>
public sealed class VaultKey(string name, string xml, DateTimeOffset at)
{
    /// <summary>Data Protection's name for it.</summary>
    public string Name { get; private set; } = name;

    internal string Xml { get; private set; } = xml;

    internal DateTimeOffset At { get; private set; } = at;
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
