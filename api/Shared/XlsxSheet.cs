using SpreadCheetah;
using SpreadCheetah.Styling;
using SpreadCheetah.Worksheets;

namespace EksGrader.Api.Shared;

/// <summary>A table of texts as an Excel workbook of one sheet: numbers of students stay texts, so that no digit is lost. The header stays in sight and has filters.</summary>
internal static class XlsxSheet
{
    /// <summary>The media type of Excel workbooks (IANA, application/vnd.openxmlformats-officedocument.spreadsheetml.sheet).</summary>
    public const string MediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private const int Narrowest = 6;
    private const int Widest = 60;
    private const int FilterArrow = 3;
    private static readonly SpreadCheetahOptions Options = new() { PreserveStringWhitespace = true };

    /// <summary>Writes a workbook.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="name">The sheet's name; of any text.</param>
    /// <param name="header">The columns' names.</param>
    /// <param name="rows">The cells, as people wrote them.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public static async Task WriteAsync(Stream stream, string name, IReadOnlyList<string> header, IReadOnlyList<IReadOnlyList<string?>> rows, CancellationToken cancellationToken)
    {
        var sheet = new WorksheetOptions
        {
            FrozenRows = 1,
            AutoFilter = new AutoFilterOptions($"A1:{SpreadsheetUtility.GetColumnName(header.Count)}{rows.Count + 1}"),
        };
        for (var place = 0; place < header.Count; place++)
        {
            var longest = rows.Select(r => XlsxText.Width(r[place] ?? "")).Append(XlsxText.Width(header[place]) + FilterArrow).Max();
            sheet.Column(place + 1).Width = Math.Clamp(longest + 1, Narrowest, Widest);
        }

        // The archive closes its entries without awaiting, which a response must not be written by.
        using var file = new MemoryStream();
        await using (var book = await Spreadsheet.CreateNewAsync(file, Options, cancellationToken))
        {
            await book.StartWorksheetAsync(XlsxText.SheetName(name, "Sheet1"), sheet, cancellationToken);
            await book.AddHeaderRowAsync([.. header.Select(XlsxText.Cell)], book.AddStyle(new Style { Font = { Bold = true } }), cancellationToken);
            foreach (var row in rows)
                await book.AddRowAsync([.. row.Select(cell => string.IsNullOrEmpty(cell) ? default : new Cell(XlsxText.Cell(cell)))], cancellationToken);
            await book.FinishAsync(cancellationToken);
        }

        file.Position = 0;
        await file.CopyToAsync(stream, cancellationToken);
    }
}
