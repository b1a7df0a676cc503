using System.Security.Cryptography;
using System.Text;

namespace EksGrader.Db.Model;

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
