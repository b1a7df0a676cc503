using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EksGrader.Db.Model;

/// <summary>
/// A browser's session. Its cookie is worth something as long as this row is there and its time is not up: signing out takes the row away,
/// and with it what a copy of the cookie was worth. The stamp of the account (<see cref="Model.User.SecurityStamp"/>) ends all of them.
/// </summary>
public sealed class BrowserSession(SessionId id, UserId userId, DateTimeOffset startedAt, DateTimeOffset endsAt)
{
    /// <summary>Its id.</summary>
    public SessionId Id { get; private set; } = id;

    /// <summary>Whose it is.</summary>
    public UserId UserId { get; private set; } = userId;

    /// <summary>When the person signed in.</summary>
    public DateTimeOffset StartedAt { get; private set; } = startedAt;

    /// <summary>When it ends, however much it is used.</summary>
    public DateTimeOffset EndsAt { get; private set; } = endsAt;
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
