using System.Globalization;
using System.Text;

namespace EksGrader.Checks.Core;

/// <summary>Makes what strangers wrote fit to be shown on a terminal or a page: no control characters, no characters that turn the text around.</summary>
public static class SafeText
{
    /// <summary>What stands for a character that is not shown.</summary>
    public const char Replacement = '\uFFFD';

    /// <summary>One line: line breaks and tabs become spaces; cut with an ellipsis.</summary>
    /// <param name="text">What a stranger wrote.</param>
    /// <param name="longest">The most characters that are kept.</param>
    public static string Line(string text, int longest) => Clean(text, longest, keepLines: false);

    /// <summary>Several lines: line feeds and tabs stay; cut with an ellipsis.</summary>
    /// <param name="text">What a stranger wrote.</param>
    /// <param name="longest">The most characters that are kept.</param>
    public static string Lines(string text, int longest) => Clean(text.ReplaceLineEndings("\n"), longest, keepLines: true);

    private static string Clean(string text, int longest, bool keepLines)
    {
        if (text.Length <= longest && !text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return text;
        }

        var clean = new StringBuilder(Math.Min(text.Length, longest) + 1);
        foreach (var rune in text.EnumerateRunes())
        {
            if (clean.Length >= longest)
            {
                clean.Append('…');
                break;
            }

            Append(clean, rune, keepLines);
        }

        return clean.ToString();
    }

    private static void Append(StringBuilder clean, Rune rune, bool keepLines)
    {
        if (rune.Value is '\n' or '\t' or '\r')
        {
            clean.Append(keepLines && rune.Value != '\r' ? (char)rune.Value : ' ');
        }
        else if (Invisible.Is(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Surrogate
            or UnicodeCategory.PrivateUse or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
        {
            clean.Append(Replacement);
        }
        else
        {
            clean.Append(rune.ToString());
        }
    }
}

/// <summary>
/// Which characters a reader does not see, or that turn the text around them: two names that look the same would not be the same, and
/// one could be read backwards (Unicode Standard Annex 9; "Trojan Source", CVE-2021-42574).
/// </summary>
internal static class Invisible
{
    /// <summary>Whether nothing is seen of a character wherever it stands. Selectors of variants are not among them: they change the sign before.</summary>
    public static bool Is(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format || IsFiller(rune.Value);

    /// <summary>Whether a code point is no character and never will be, so that Unicode's own forms (U+FFFE: <see cref="string.Normalize()"/> throws) and XML do not take it.</summary>
    public static bool IsNone(Rune rune) => rune.Value is 0xFFFE or 0xFFFF;

    /// <summary>Whether a character chooses how the one before it looks, as in emoji and in ideographs of names.</summary>
    public static bool IsSelector(Rune rune) => rune.Value is (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF);

    /// <summary>Whether a character joins its neighbours or keeps them apart: emoji of several parts, Persian, the scripts of India.</summary>
    public static bool IsJoiner(Rune rune) => rune.Value is 0x200C or 0x200D;

    /// <summary>Whether a joiner means something beside this character.</summary>
    public static bool IsJoined(Rune rune) =>
        rune.Value is >= 0x0600 and <= 0x0FFF or 0xFE0F || Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherSymbol or UnicodeCategory.ModifierSymbol;

    /// <summary>Whether a selector of variants means something after this character: symbols and ideographs.</summary>
    public static bool IsVaried(Rune rune) =>
        rune.Value is (>= 0x3400 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherSymbol or UnicodeCategory.MathSymbol;

    // Letters and marks without a sign: "Default_Ignorable_Code_Point" of the Unicode Character Database beside the category Cf (the Hangul
    // fillers above all, which make names of nothing), and the blank of Braille.
    private static bool IsFiller(int value) => value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or 0x2800 or 0x3164 or 0xFFA0;
}
