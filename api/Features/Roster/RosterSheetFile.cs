using System.Text;
using CsvHelper;
using EksGrader.Api.Features.Roster.Reading;
using EksGrader.Api.Shared;
using EksGrader.Checks.Core;

namespace EksGrader.Api.Features.Roster;

/// <summary>A roster to be downloaded, changed in a spreadsheet, and uploaded again: its columns are those that the reader knows.</summary>
/// <param name="Title">The course's title.</param>
/// <param name="Lines">The students.</param>
internal sealed record RosterSheetFile(string Title, IReadOnlyList<RosterLine> Lines)
{
    /// <summary>The media type of CSV.</summary>
    public const string CsvType = "text/csv";

    private static readonly string[] Header = ["studentId", "name", "email", "section"];

    /// <summary>Writes it as CSV in UTF-8 with a byte order mark, without which Excel takes it for another encoding.</summary>
    public async Task WriteCsvAsync(Stream stream, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Encoding.UTF8.GetPreamble(), cancellationToken);
        await using var csv = CsvWriter.Create(stream, new CsvWriterOptions { Injection = CsvInjection.Escape }, leaveOpen: true);
        foreach (var row in (IReadOnlyList<string?>[])[Header, .. Rows])
        {
            foreach (var cell in row)
                csv.WriteField(CellText.Of(cell));
            await csv.EndRecordAsync(cancellationToken);
        }

        await csv.FlushAsync(cancellationToken);
    }

    /// <summary>Writes it as an Excel workbook.</summary>
    public Task WriteXlsxAsync(Stream stream, CancellationToken cancellationToken) => XlsxSheet.WriteAsync(stream, Title, Header, Rows, cancellationToken);

    private IReadOnlyList<string?>[] Rows => [.. Lines.Select(l => new[] { l.StudentId, l.Name, l.Email, l.Section })];
}
