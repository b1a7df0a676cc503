using System.Globalization;
using System.Text;

namespace EksGrader.Checks.Core;

/// <summary>
/// Brings what people type, paste or upload into one form, before it is compared or stored. Invisible characters are taken out and not
/// refused: they come with what is copied from pages and spreadsheets, and people who copied cannot see them. Control characters and line
/// breaks stay: the reader of a field refuses them.
/// </summary>
public static class EnteredText
{
    private static readonly IdnMapping Idn = new();

    /// <summary>A line for people: a name, a title, a reason. Composed (NFC), since macOS writes Korean in parts; trimmed.</summary>
    /// <param name="text">What was typed; null for nothing.</param>
    public static string Line(string? text) => Clean(text, NormalizationForm.FormC, isKey: false);

    /// <summary>Several lines for people, with <c>\n</c> between them.</summary>
    /// <param name="text">What was typed; null for nothing.</param>
    public static string Lines(string? text) => Line(text?.ReplaceLineEndings("\n"));

    /// <summary>
    /// What something is found by: a student's number, an e-mail address. Also brings signs of full width and other forms of compatibility
    /// to the plain ones (NFKC), as an input method for Korean or Japanese types them.
    /// </summary>
    /// <param name="text">What was typed; null for nothing.</param>
    public static string Key(string? text) => Clean(text, NormalizationForm.FormKC, isKey: true);

    /// <summary>Whether a line holds what does not belong into one: control characters and line breaks of any kind.</summary>
    public static bool HasBreaks(string line) => line.AsSpan().ContainsAny('\u2028', '\u2029') || line.Any(char.IsControl);

    /// <summary>An e-mail address as it is compared: capitals do not matter, nor whether its domain is written in letters or in ASCII (IDNA, UTS 46).</summary>
    /// <param name="email">The address as it was typed.</param>
    public static string ComparedEmail(string? email)
    {
        var key = Key(email);
        var at = key.LastIndexOf('@');
        return (at < 0 || AsciiDomain(key[(at + 1)..]) is not { } domain ? key : $"{key[..at]}@{domain}").ToUpperInvariant();
    }

    /// <summary>A host or mail domain in ASCII and lower case, without the root's dot; null where it cannot be one: an empty label, one that is too long.</summary>
    /// <param name="domain">The name, in letters of any script or in ASCII.</param>
    public static string? AsciiDomain(string domain)
    {
        try
        {
            var name = domain.EndsWith('.') ? domain[..^1] : domain;
            return name.Length is 0 or > 253 ? null : Idn.GetAscii(name.ToLowerInvariant()).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            // IDNA knows no such name.
            return null;
        }
    }

    private static string Clean(string? text, NormalizationForm form, bool isKey)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        if (!text.AsSpan().ContainsAnyExceptInRange('\0', '~'))
            return text.Trim();

        // Half a surrogate pair comes out as U+FFFD, and so does what is no character: what follows knows whole characters only.
        var runes = text.EnumerateRunes().ToArray();
        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < runes.Length; i++)
        {
            if (IsKept(runes, i, isKey))
                clean.Append((Invisible.IsNone(runes[i]) ? Rune.ReplacementChar : runes[i]).ToString());
        }

        return clean.ToString().Normalize(form).Trim();
    }

    private static bool IsKept(Rune[] runes, int at, bool isKey)
    {
        var rune = runes[at];
        if (Invisible.IsSelector(rune))
            return !isKey && at > 0 && Invisible.IsVaried(runes[at - 1]);
        if (!Invisible.Is(rune))
            return true;
        return !isKey && Invisible.IsJoiner(rune) && at > 0 && at < runes.Length - 1 && Invisible.IsJoined(runes[at - 1]) && Invisible.IsJoined(runes[at + 1]);
    }
}
