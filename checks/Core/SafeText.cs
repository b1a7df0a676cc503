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
