using CsvHelper;

namespace EksGrader.Api.Features.Roster.Reading;

/// <summary>Reads text with separators (RFC 4180): comma, semicolon or tab, whichever shows a header, or else more columns.</summary>
internal static class CsvTable
{
    // Excel writes and reads such a first line.
    private const string Hint = "sep=";
    private const int Tried = 60;
    private static readonly char[] Separators = [',', ';', '\t'];

    public static Checks.Input.ParseResult<FileTable> Read(string text, TextEncoding encoding)
    {
        var separator = text.StartsWith(Hint, StringComparison.OrdinalIgnoreCase) && text.Length > Hint.Length && Separators.Contains(text[Hint.Length])
            ? text[Hint.Length]
            : Separators.MaxBy(s => Score(text, s));
        CsvMalformedRecord? broken = null;
        try
        {
            var rows = Rows(text, separator, FileTable.MostRows, record => broken ??= record.Reason is CsvMalformedReason.StrayQuote ? null : record);
            if (broken is { } record)
                return FileTable.RefuseAt((int)record.LineNumber, "NotCsv");
            return rows.Count == 0 ? FileTable.Refuse("Empty") : new FileTable(rows, encoding);
        }
        catch (CsvFormatException e)
        {
            return FileTable.RefuseAt((int)e.LineNumber, "NotCsv");
        }
    }

    private static int Score(string text, char separator)
    {
        var rows = Rows(text, separator, Tried, malformed: null);
        return rows.Select(r => ColumnNames.CountKnown(r.Cells)).DefaultIfEmpty().Max() * 10_000 + rows.Sum(r => Math.Min(r.Cells.Length, 100));
    }

    // A quote inside a cell that began without one is a character like others: Kim "MJ" Minjun.
    private static List<FileRow> Rows(string text, char separator, int most, Action<CsvMalformedRecord>? malformed)
    {
        var options = new CsvReaderOptions
        {
            Separator = separator,
            HasHeader = false,
            TrackLineNumbers = true,
            PoolStrings = true,
            MalformedData = CsvMalformedDataHandling.Recover,
            OnMalformedRecord = malformed,
        };
        using var csv = CsvReader.FromText(text, options);
        var rows = new List<FileRow>();
        while (rows.Count < most && csv.Read())
        {
            var cells = new string[Math.Min(csv.FieldCount, FileTable.MostColumns)];
            for (var i = 0; i < cells.Length; i++)
                cells[i] = csv.GetString(i);
            if (!Array.TrueForAll(cells, IsBlank) && !(csv.LineNumber == 1 && cells[0].Equals(Hint, StringComparison.OrdinalIgnoreCase)))
                rows.Add(new FileRow((int)csv.LineNumber, cells));
        }

        return rows;
    }

    private static bool IsBlank(string cell) => cell.All(c => char.IsWhiteSpace(c) || Separators.Contains(c));
}
