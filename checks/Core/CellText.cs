using System.Text;

namespace EksGrader.Checks.Core;

/// <summary>Makes what strangers wrote fit to be a cell of a spreadsheet.</summary>
public static class CellText
{
    /// <summary>What makes text of a cell in Excel, LibreOffice and Google Sheets; it is not shown there.</summary>
    public const char Mark = '\'';

    /// <summary>The text; behind an apostrophe where a spreadsheet would take it for a formula (OWASP, "CSV Injection").</summary>
    /// <param name="text">What a stranger wrote.</param>
    public static string Of(string? text) => text is not null && IsFormula(text) ? Mark + text : text ?? "";

    /// <summary>
    /// Whether a spreadsheet takes a text for a formula: it begins with <c>= + - @</c>, also of full width or small (Excel in Korean, Japanese
    /// and Chinese reads those as the plain ones), a minus sign, a tab or a line break; whatever blanks and invisible characters stand before.
    /// </summary>
    public static bool IsFormula(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '\t' or '\r' or '\n' or '\0' || IsSign(rune))
                return true;
            if (!Rune.IsWhiteSpace(rune) && !Invisible.Is(rune))
                return false;
        }

        return false;
    }

    private static bool IsSign(Rune rune) =>
        rune.Value is '=' or '+' or '-' or '@' or 0x2212 || (!rune.IsAscii && !Invisible.IsNone(rune) && rune.ToString().Normalize(NormalizationForm.FormKC) is "=" or "+" or "-" or "@" or "\u2212");
}
