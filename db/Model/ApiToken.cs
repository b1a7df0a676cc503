using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EksGrader.Db.Model;

/// <summary>A personal access token. Its secret is shown once and only its SHA-256 is kept: 256 random bits need no slow hash.</summary>
public sealed class ApiToken(
    ApiTokenId id, UserId userId, string hash, string name, string scopes, DateTimeOffset createdAt, DateTimeOffset expiresAt)
{
    /// <summary>What every secret begins with, so that scanners for leaked secrets know one.</summary>
    public const string Prefix = "eksg_";

    /// <summary>Its id.</summary>
    public ApiTokenId Id { get; private set; } = id;

    /// <summary>Whose it is.</summary>
    public UserId UserId { get; private set; } = userId;

    /// <summary>SHA-256 of the secret, lower-case hex.</summary>
    public string Hash { get; private set; } = hash;

    /// <summary>What its owner calls it.</summary>
    public string Name { get; private set; } = name;

    /// <summary>What it may do, words joined by blanks; empty for all that its owner may.</summary>
    public string Scopes { get; private set; } = scopes;

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; private set; } = createdAt;

    /// <summary>When it ends.</summary>
    public DateTimeOffset ExpiresAt { get; private set; } = expiresAt;

    /// <summary>When it was revoked; null while it was not.</summary>
    public DateTimeOffset? RevokedAt { get; private set; }

    /// <summary>When it was last used, to the minute.</summary>
    public DateTimeOffset? LastUsedAt { get; private set; }

    /// <summary>A new secret.</summary>
    public static string NewSecret() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>What is kept of a secret.</summary>
    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <summary>Ends it before its time.</summary>
    public void Revoke(DateTimeOffset at) => RevokedAt ??= at;

    /// <summary>Notes that it was used; tells whether that is news worth a write.</summary>
    public bool Used(DateTimeOffset at)
    {
        if (at - LastUsedAt < TimeSpan.FromMinutes(1))
            return false;
        LastUsedAt = at;
        return true;
    }
}

internal sealed class ApiTokenTable : IEntityTypeConfiguration<ApiToken>
{
    public void Configure(EntityTypeBuilder<ApiToken> builder)
    {
        builder.HasKey(t => t.Id);
        builder.HasIndex(t => t.Hash).IsUnique();
        builder.HasOne<User>().WithMany().HasForeignKey(t => t.UserId);
    }
}
