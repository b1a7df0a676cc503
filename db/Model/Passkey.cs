using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EksGrader.Db.Model;

/// <summary>A passkey of an account (W3C Web Authentication Level 3). The secret is in the person's device; here is what proves it.</summary>
public sealed class Passkey(PasskeyId id, UserId userId, byte[] credentialId, byte[] publicKey, string name, DateTimeOffset createdAt)
{
    /// <summary>The longest name.</summary>
    public const int LongestName = 100;

    /// <summary>Its id.</summary>
    public PasskeyId Id { get; private set; } = id;

    /// <summary>Whose it is.</summary>
    public UserId UserId { get; private set; } = userId;

    /// <summary>What the authenticator calls it; unique.</summary>
    public byte[] CredentialId { get; private set; } = credentialId;

    /// <summary>The public key, as COSE.</summary>
    public byte[] PublicKey { get; private set; } = publicKey;

    /// <summary>What its owner calls it.</summary>
    public string Name { get; private set; } = name;

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; private set; } = createdAt;

    /// <summary>When it last signed in; null for never.</summary>
    public DateTimeOffset? LastUsedAt { get; private set; }

    /// <summary>How often the authenticator says it was used: one that counts backwards was copied.</summary>
    public long SignCount { get; private set; }

    /// <summary>How the authenticator is reached (<c>internal</c>, <c>usb</c>, …), joined by blanks.</summary>
    public string Transports { get; init; } = "";

    /// <summary>Whether the authenticator knew its user, by a finger or a PIN, when it was made.</summary>
    public bool IsUserVerified { get; private set; }

    /// <summary>Whether it may be kept on several devices.</summary>
    public bool IsBackupEligible { get; init; }

    /// <summary>Whether it is.</summary>
    public bool IsBackedUp { get; private set; }

    /// <summary>What the authenticator said when it was made.</summary>
    public byte[] AttestationObject { get; init; } = [];

    /// <summary>What the browser said when it was made.</summary>
    public byte[] ClientDataJson { get; init; } = [];

    /// <summary>Gives it another name.</summary>
    public void Rename(string name) => Name = name;

    /// <summary>Takes over what the authenticator said of itself.</summary>
    public void Seen(long signCount, bool isUserVerified, bool isBackedUp) =>
        (SignCount, IsUserVerified, IsBackedUp) = (signCount, isUserVerified, isBackedUp);

    /// <summary>Notes that it signed in.</summary>
    public void Used(DateTimeOffset at) => LastUsedAt = at;
}

internal sealed class PasskeyTable : IEntityTypeConfiguration<Passkey>
{
    public void Configure(EntityTypeBuilder<Passkey> builder)
    {
        builder.HasKey(p => p.Id);
        builder.HasIndex(p => p.CredentialId).IsUnique();
        builder.HasOne<User>().WithMany().HasForeignKey(p => p.UserId);
    }
}
