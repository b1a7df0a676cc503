using System.Buffers;
using System.Text;
using EksGrader.Checks.Core;

namespace EksGrader.Api.Shared;

/// <summary>Makes what strangers wrote fit to stand in an xlsx file, whose texts are XML.</summary>
internal static class XlsxText
{
    // Microsoft, "Excel specifications and limits".
    private const int LongestCell = 32_767;
    private const int LongestSheetName = 31;

    private const string Underscore = "_x005F_";
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789ABCDEFabcdef");

    // Microsoft, "Rename a worksheet": these, an apostrophe at either end and the name History are not taken.
    private static readonly SearchValues<char> NotInSheetNames = SearchValues.Create(":\\/?*[]");

    /// <summary>
    /// The text of a cell. Behind an apostrophe where it begins like a formula, as in CSV: a cell of text is no formula here, but becomes one when
    /// a person edits it and when the sheet is saved as CSV. Characters that XML cannot hold are replaced by U+FFFD, and what would be read as an
    /// escape of the format (<c>_x003D_</c> is <c>=</c>; ECMA-376, ST_Xstring) stays as it was written.
    /// </summary>
    public static string Cell(string? text) => Unescapable(Cut(CellText.Of(Legal(text ?? "")), LongestCell));

    /// <summary>The name of a sheet: what a title says, without what Excel does not take in one.</summary>
    /// <param name="title">The title.</param>
    /// <param name="otherwise">The name where nothing of the title is left.</param>
    public static string SheetName(string title, string otherwise)
    {
        // One character for the ellipsis, and one for the second half of a character of two.
        var clean = string.Concat(Legal(SafeText.Line(title, LongestSheetName - 2)).Select(c => NotInSheetNames.Contains(c) ? '_' : c)).Trim(' ', '\'');
        return clean.Length == 0 || clean.Equals("History", StringComparison.OrdinalIgnoreCase) ? otherwise : clean;
    }

    /// <summary>How wide a text is, in the digits that Excel counts by: what East Asian fonts draw square takes two.</summary>
    public static int Width(string text)
    {
        var width = 0;
        foreach (var rune in text.EnumerateRunes())
            width += IsWide(rune.Value) ? 2 : 1;
        return width;
    }

    // Unicode Standard Annex 11, in its large blocks: Hangul, kana, ideographs, full width, emoji.
    private static bool IsWide(int value) => value is (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3)
        or (>= 0xF900 and <= 0xFAFF) or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF00 and <= 0xFF60) or (>= 0xFFE0 and <= 0xFFE6) or (>= 0x1F300 and <= 0x3FFFD);

    // XML 1.0, production 2 (Char). Halves of characters come as U+FFFD already; a carriage return would be read as a line feed.
    private static string Legal(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            return text;
        var legal = new StringBuilder(text.Length);
        foreach (var rune in text.ReplaceLineEndings("\n").EnumerateRunes())
            legal.Append(rune.Value is '\t' or '\n' or (>= ' ' and not (0xFFFE or 0xFFFF)) ? rune.ToString() : SafeText.Replacement.ToString());
        return legal.ToString();
    }

    private static string Cut(string text, int longest) =>
        text.Length <= longest ? text : text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)];

    private static string Unescapable(string text)
    {
        if (!text.Contains("_x", StringComparison.OrdinalIgnoreCase))
            return text;
        var plain = new StringBuilder(text.Length + Underscore.Length);
        for (var place = 0; place < text.Length; place++)
        {
            if (IsEscape(text.AsSpan(place)))
                plain.Append(Underscore);
            else
                plain.Append(text[place]);
        }

        return plain.ToString();
    }

    private static bool IsEscape(ReadOnlySpan<char> text) =>
        text is ['_', 'x' or 'X', _, _, _, _, '_', ..] && !text[2..6].ContainsAnyExcept(HexDigits);
}
