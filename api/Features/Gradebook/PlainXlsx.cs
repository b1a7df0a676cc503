using System.Globalization;
using EksGrader.Api.Shared;
using EksGrader.Checks.Core;
using NodaTime;
using NodaTime.Text;
using SpreadCheetah;
using SpreadCheetah.Styling;
using SpreadCheetah.Worksheets;

namespace EksGrader.Api.Features.Gradebook;

/// <summary>
/// The plain gradebook as an Excel workbook of one sheet: the rows and columns of the CSV, with numbers as numbers, yes and no as such, and
/// times as dates in the zone of the assignment, which the format of the cell names. The header stays in sight and has filters.
/// </summary>
internal static class PlainXlsx
{
    // Characters, as Excel counts widths. What is longer is cut on the screen, not in the cell.
    private const int Narrowest = 6;
    private const int Widest = 60;
    private const int FilterArrow = 3;

    private static readonly ZonedDateTimePattern Pattern = ZonedDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm:ss x", null);
    private static readonly SpreadCheetahOptions Options = new() { PreserveStringWhitespace = true };

    /// <summary>Writes it once all lines are read; of 2,000 students they take a few megabytes.</summary>
    public static async Task WriteAsync(GradebookExport export, Stream stream, CancellationToken cancellationToken)
    {
        // A sheet says how wide its columns are and what its filter covers before its first row, so everything is read first.
        var columns = PlainTable.Columns(export.Gradebook.Assignment);
        var rows = new List<PlainCell[]>();
        await foreach (var row in export.Rows.WithCancellation(cancellationToken))
            rows.Add([.. columns.Select(c => c.Of(row))]);

        // The archive closes its entries without awaiting, which a response must not be written by.
        using var file = new MemoryStream();
        await using (var book = await Spreadsheet.CreateNewAsync(file, Options, cancellationToken))
        {
            var title = export.Gradebook.Assignment.Title.In(export.Culture);
            await book.StartWorksheetAsync(XlsxText.SheetName(title, "Gradebook"), SheetOf(columns, rows, export.Gradebook.Current.Deadlines.Zone), cancellationToken);
            await book.AddHeaderRowAsync([.. columns.Select(c => XlsxText.Cell(c.Header))], book.AddStyle(new Style { Font = { Bold = true } }), cancellationToken);
            var cells = new Cells(book, export.Gradebook.Current.Deadlines.Zone);
            foreach (var row in rows)
                await book.AddRowAsync([.. row.Select(cells.Of)], cancellationToken);
            await book.FinishAsync(cancellationToken);
        }

        file.Position = 0;
        await file.CopyToAsync(stream, cancellationToken);
    }

    private static WorksheetOptions SheetOf(IReadOnlyList<PlainColumn> columns, List<PlainCell[]> rows, DateTimeZone zone)
    {
        var sheet = new WorksheetOptions
        {
            FrozenRows = 1,
            AutoFilter = new AutoFilterOptions($"A1:{SpreadsheetUtility.GetColumnName(columns.Count)}{rows.Count + 1}"),
        };
        for (var place = 0; place < columns.Count; place++)
        {
            var longest = rows.Select(r => XlsxText.Width(Shown(r[place], zone))).Append(XlsxText.Width(columns[place].Header) + FilterArrow).Max();
            sheet.Column(place + 1).Width = Math.Clamp(longest + 1, Narrowest, Widest);
        }

        return sheet;
    }

    private static string Shown(PlainCell cell, DateTimeZone zone) => cell switch
    {
        PlainCell.Text { Value: { } text } => CellText.Of(text),
        PlainCell.Number { Value: { } number } => number.ToString("0.##", CultureInfo.InvariantCulture),
        PlainCell.Flag { Value: not null } => "FALSE",
        PlainCell.Moment { Value: { } moment } => Pattern.Format(Instant.FromDateTimeOffset(moment).InZone(zone)),
        PlainCell.LocalMoment { Value: { } moment } => Pattern.Format(Instant.FromDateTimeOffset(moment).InZone(zone)),
        _ => "",
    };

    /// <summary>Turns cells into those of one workbook.</summary>
    private sealed class Cells(Spreadsheet book, DateTimeZone zone)
    {
        private readonly Dictionary<string, StyleId> styles = new(StringComparer.Ordinal);

        public Cell Of(PlainCell cell) => cell switch
        {
            PlainCell.Text { Value: { Length: > 0 } text } => new Cell(XlsxText.Cell(text)),
            PlainCell.Number { Value: { } number } => new Cell(number),
            PlainCell.Flag { Value: { } flag } => new Cell(flag),
            PlainCell.Moment { Value: { } moment } => Of(Instant.FromDateTimeOffset(moment).InZone(zone)),
            PlainCell.LocalMoment { Value: { } moment } => Of(Instant.FromDateTimeOffset(moment).InZone(zone)),
            _ => default,
        };

        // A date of Excel knows no zone: the format says it, and follows summer time. Whole seconds, as Excel would round up to the next.
        private Cell Of(ZonedDateTime at)
        {
            var name = at.GetZoneInterval().Name;
            if (!styles.TryGetValue(name, out var style))
                styles[name] = style = book.AddStyle(new Style { Format = NumberFormat.Custom($"yyyy\\-mm\\-dd\\ hh:mm:ss\\ \"{name}\"") });
            return new Cell(at.LocalDateTime.With(TimeAdjusters.TruncateToSecond).ToDateTimeUnspecified(), style);
        }
    }
}
