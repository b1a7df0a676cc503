using System.Globalization;
using System.IO.Compression;
using System.Text;
using EksGrader.Checks.Input;
using ExcelDataReader;

namespace EksGrader.Api.Features.Roster.Reading;

/// <summary>
/// Reads the sheet of an Excel workbook (xlsx) that looks like a roster: the first visible one with a header, else the first that is not empty.
/// Formulas count by the value that was saved with them; nothing is calculated. What it would take unpacked is known before it is unpacked.
/// </summary>
internal static class XlsxTable
{
    /// <summary>The most that a workbook may take unpacked, in MiB.</summary>
    public const int MaximumMebibytes = 50;

    // The reader parses a whole sheet before its first row, at about a million tags a second: 20,000 students with ten columns stay below this.
    private const int MostTags = 1_000_000;

    // Blank rows count: formats that reach to the end of a sheet make rows of nothing.
    private const int MostLines = 100_000;

    private const string Workbook = "xl/workbook.xml";

    // From here on a double does not hold every whole number: the digits behind are not the file's.
    private const double Exact = 1e15;

    // The reader asks for the encoding of old workbooks before it knows that this is none.
    static XlsxTable() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static ParseResult<FileTable> Read(ReadOnlyMemory<byte> file)
    {
        try
        {
            var bytes = file.ToArray();
            using (var zip = new ZipArchive(new MemoryStream(bytes)))
            {
                if (zip.GetEntry(Workbook) is null)
                    return FileTable.Refuse("NoWorkbook");
                if (zip.Entries.Sum(e => (decimal)e.Length) > MaximumMebibytes * 1024 * 1024)
                    return FileTable.Refuse("TooLargeUnpacked", MaximumMebibytes);
                if (HasMoreTags(zip, MostTags))
                    return FileTable.Refuse("TooMuch");
            }

            using var reader = ExcelReaderFactory.CreateOpenXmlReader(new MemoryStream(bytes));
            return Choose(reader) ?? FileTable.Refuse("Empty");
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The reader has no exception of its own for all that can be wrong with a workbook.
            return FileTable.Refuse("NoWorkbook");
        }
    }

    // An entry that is longer than its directory says throws.
    private static bool HasMoreTags(ZipArchive zip, int most)
    {
        var buffer = new byte[64 * 1024];
        var tags = 0;
        foreach (var entry in zip.Entries.Where(e => e.FullName.EndsWith(".xml", StringComparison.OrdinalIgnoreCase)))
        {
            using var part = entry.Open();
            for (var read = part.Read(buffer); read > 0 && tags <= most; read = part.Read(buffer))
                tags += buffer.AsSpan(0, read).Count((byte)'<');
        }

        return tags > most;
    }

    private static FileTable? Choose(IExcelDataReader reader)
    {
        FileTable? first = null;
        do
        {
            if (reader.VisibleState != "visible")
                continue;
            var table = new FileTable(Rows(reader), Encoding: null);
            if (table.Rows.Take(ColumnGuess.SearchedRows).Any(r => ColumnNames.CountKnown(r.Cells) >= 2))
                return table;
            if (table.Rows.Count > 0)
                first ??= table;
        }
        while (reader.NextResult());
        return first;
    }

    private static List<FileRow> Rows(IExcelDataReader reader)
    {
        var rows = new List<FileRow>();
        for (var line = 1; line <= MostLines && rows.Count < FileTable.MostRows && reader.Read(); line++)
        {
            var cells = new string[Math.Min(reader.FieldCount, FileTable.MostColumns)];
            for (var i = 0; i < cells.Length; i++)
                cells[i] = Text(reader, i);
            if (!Array.TrueForAll(cells, string.IsNullOrWhiteSpace))
                rows.Add(new FileRow(line, cells));
        }

        return rows;
    }

    private static string Text(IExcelDataReader reader, int column) => reader.GetValue(column) switch
    {
        null => "",
        string text => text,
        double number => Digits(number, reader.GetNumberFormatString(column)),
        DateTime date => date.ToString(date.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        var other => Convert.ToString(other, CultureInfo.InvariantCulture) ?? "",
    };

    // As the sheet shows it where that matters: a student's number whose format has leading zeros.
    private static string Digits(double number, string? format)
    {
        if (number != Math.Floor(number))
            return number.ToString("R", CultureInfo.InvariantCulture);
        if (Math.Abs(number) >= Exact)
            return number.ToString("0.###############E+00", CultureInfo.InvariantCulture);
        var zeros = format is { Length: > 1 and <= 32 } && format.All(c => c == '0') ? format.Length : 1;
        return ((long)number).ToString("D" + zeros.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }
}
