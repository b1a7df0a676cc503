using System.Resources;
using EksGrader.Checks.Core;
using EksGrader.Checks.Input;

namespace EksGrader.Api.Features.Roster.Reading;

/// <summary>A row of a file.</summary>
/// <param name="Line">Its number as the file's own program shows it, from 1: blank lines and rows above count.</param>
/// <param name="Cells">What stands in it.</param>
public sealed record FileRow(int Line, string[] Cells)
{
    /// <summary>A cell; empty where the row ends before it, or where there is no such column.</summary>
    public string this[int? column] => column is { } at && at < Cells.Length ? Cells[at] : "";
}

/// <summary>What a file holds, before anything is made of it: its rows that are not blank.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="Encoding">How its characters were read; null where the format says it itself.</param>
public sealed record FileTable(IReadOnlyList<FileRow> Rows, TextEncoding? Encoding)
{
    /// <summary>How many columns are read. Gradebooks that were exported have dozens.</summary>
    public const int MostColumns = 256;

    /// <summary>How many rows are read: all students there may be, and what stands above and below them.</summary>
    public const int MostRows = RosterReader.MaximumStudents + 200;

    /// <summary>How many columns the widest of the first rows has.</summary>
    public int Width => Rows.Take(50).Select(r => r.Cells.Length).DefaultIfEmpty().Max();

    /// <summary>Reads a file of any form that is known: text with separators, or an Excel workbook.</summary>
    /// <param name="file">The file.</param>
    /// <param name="encoding">How its characters are to be read; null to guess.</param>
    internal static ParseResult<FileTable> Read(ReadOnlyMemory<byte> file, TextEncoding? encoding)
    {
        if (file.Span.StartsWith("PK"u8))
            return XlsxTable.Read(file);
        if (file.Span.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]))
            return Refuse("OldExcel");
        if (TextDecoder.Decode(file.Span, encoding) is not { } text)
            return Refuse("Encoding");
        if (text.Text.Contains('\0', StringComparison.Ordinal) || text.Text.StartsWith("%PDF", StringComparison.Ordinal))
            return Refuse("NoTable");
        return text.Text.AsSpan().TrimStart().StartsWith("<", StringComparison.Ordinal) ? Refuse("WebPage") : CsvTable.Read(text.Text, text.Encoding);
    }

    /// <summary>Says why a file cannot be read.</summary>
    internal static ParseResult<FileTable> Refuse(string text, params object[] arguments) =>
        ParseResult.Refused<FileTable>([new ValidationError("", ReadingTexts.Catalog[text, arguments])]);

    /// <summary>Says from which line on it cannot be read.</summary>
    internal static ParseResult<FileTable> RefuseAt(int line, string text) =>
        ParseResult.Refused<FileTable>([new ValidationError("", ReadingTexts.Catalog[text], line > 0 ? line : null)]);
}

/// <summary>The sentences about files of rosters.</summary>
internal static class ReadingTexts
{
    public static TextCatalog Catalog { get; } = new(new ResourceManager(typeof(ReadingTexts)));
}
