using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EksGrader.Db.Model;

/// <summary>What an invitation is for.</summary>
public enum InvitationKind
{
    /// <summary>To take over an account, or to get into it again.</summary>
    Account,

    /// <summary>To make the first admin's account.</summary>
    FirstAdmin,
}

/// <summary>How an invitation reaches its person.</summary>
public enum InvitationChannel
{
    /// <summary>On a list to be printed, or as a link that its maker passes on.</summary>
    List,

    /// <summary>By e-mail alone.</summary>
    Mail,

    /// <summary>On the console at the start of the service.</summary>
    Console,
}

/// <summary>An invitation to an account: used once, ends by itself, and only its code's hash is kept. Of one account one is open at a time.</summary>
public sealed class Invitation : IVersioned
{
    /// <summary>Its id.</summary>
    public required InvitationId Id { get; init; }

    /// <summary>What it is for.</summary>
    public required InvitationKind Kind { get; init; }

    /// <summary>The account; null for one that is to be made.</summary>
    public UserId? UserId { get; init; }

    /// <summary>The course that it was handed out for; null for none.</summary>
    public CourseId? CourseId { get; init; }

    /// <summary>How it reaches its person.</summary>
    public required InvitationChannel Channel { get; init; }

    /// <summary>The hash of its code.</summary>
    public required string Hash { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was used, or a newer one took its place; null while it is open.</summary>
    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>When the e-mail was taken over by the mail server; null where it was not, or is not to be.</summary>
    public DateTimeOffset? MailedAt { get; private set; }

    /// <summary>Why the mail server did not take the e-mail; null where nothing went wrong.</summary>
    public string? MailFault { get; private set; }

    /// <inheritdoc/>
    public int RowVersion { get; private set; }

    /// <summary>Ends it: it was used, or a newer one takes its place.</summary>
    public void Close(DateTimeOffset at) => ClosedAt ??= at;

    /// <summary>Notes what became of the e-mail.</summary>
    public void Mailed(DateTimeOffset at, string? fault) => (MailedAt, MailFault) = (fault is null ? at : null, fault);
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

/// <summary>
/// The secret of an invitation: sixteen letters and digits in fours, 80 random bits, short enough to be typed from a printed list.
/// Letters and digits that look alike are one (Crockford's base 32, https://www.crockford.com/base32.html).
/// </summary>
public static class InvitationCode
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Length = 16;
    private const int Group = 4;

    /// <summary>A new one, such as <c>7K3Q-0ZXA-M4TB-9WHE</c>.</summary>
    public static string New() => Join(RandomNumberGenerator.GetString(Alphabet, Length));

    /// <summary>A code as it was typed, in its own form; null where it cannot be one.</summary>
    public static string? Read(string? typed)
    {
        if (typed is null || typed.Length > 4 * Length)
            return null;
        var letters = new StringBuilder(Length);
        foreach (var c in typed.ToUpperInvariant().Where(c => c != '-' && !char.IsWhiteSpace(c)))
            letters.Append(c switch { 'O' => '0', 'I' or 'L' => '1', _ => c });
        var code = letters.ToString();
        return code.Length == Length && code.All(c => Alphabet.Contains(c, StringComparison.Ordinal)) ? Join(code) : null;
    }

    /// <summary>What is kept of a code: 80 random bits need no slow hash.</summary>
    /// <param name="code">A code in its own form.</param>
    public static string HashOf(string code) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code)));

    private static string Join(string letters) => string.Join('-', letters.Chunk(Group).Select(c => new string(c)));
}
