using System.Security.Cryptography;
using EksGrader.Checks.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EksGrader.Db.Model;

/// <summary>
/// A person's account, known by e-mail address. One person may be a student in one course and teach another. Rosters and lists of
/// instructors make it; the person takes it over by an invitation, which sets a password or a passkey.
/// </summary>
public sealed class User(UserId id, string email, string name, DateTimeOffset createdAt)
{
    /// <summary>The longest name.</summary>
    public const int LongestName = 200;

    /// <summary>Its id.</summary>
    public UserId Id { get; private set; } = id;

    /// <summary>The e-mail address as it was written.</summary>
    public string Email { get; private set; } = email;

    /// <summary>The e-mail address as it is compared; unique.</summary>
    public string NormalizedEmail { get; private set; } = Normalize(email);

    /// <summary>The person's name.</summary>
    public string Name { get; private set; } = name;

    /// <summary>Whether the person is an admin, and so an instructor in every course.</summary>
    public bool IsAdmin { get; private set; }

    /// <summary>The password as ASP.NET Core Identity hashes it; null while there is none.</summary>
    public string? PasswordHash { get; private set; }

    /// <summary>What sessions carry a copy of: once it is another, they have ended.</summary>
    public string SecurityStamp { get; private set; } = NewStamp();

    /// <summary>The language that the person chose, <c>ko</c> or <c>en</c>; null for the browser's.</summary>
    public string? Language { get; private set; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; private set; } = createdAt;

    /// <summary>When the person was last seen with a token or a session; null for never.</summary>
    public DateTimeOffset? LastSignedInAt { get; private set; }

    /// <summary>E-mail addresses are one person's whatever their case, the blanks around them, and the script that their domain is written in.</summary>
    public static string Normalize(string email) => EnteredText.ComparedEmail(email);

    /// <summary>Makes an admin of the person, or takes it back.</summary>
    public void BecomeAdmin(bool isAdmin) => IsAdmin = isAdmin;

    /// <summary>Gives the person another name.</summary>
    public void Rename(string name) => Name = name;

    /// <summary>Gives the person another language; null for the browser's.</summary>
    public void Speak(string? language) => Language = language;

    /// <summary>Sets the password. Every session ends: one of them may be a thief's.</summary>
    public void SetPassword(string hash)
    {
        PasswordHash = hash;
        EndSessions();
    }

    /// <summary>Takes the password back, and ends every session.</summary>
    public void ForgetPassword()
    {
        PasswordHash = null;
        EndSessions();
    }

    /// <summary>Ends every session of the person.</summary>
    public void EndSessions() => SecurityStamp = NewStamp();

    /// <summary>Notes that the person was seen.</summary>
    public void SignedIn(DateTimeOffset at) => LastSignedInAt = at;

    private static string NewStamp() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
}

internal sealed class UserTable : IEntityTypeConfiguration<User>
{
    public void Configure(EntityTypeBuilder<User> builder)
    {
        builder.HasKey(u => u.Id);
        builder.HasIndex(u => u.NormalizedEmail).IsUnique();
    }
}
