using EksGrader.Api.Features.Roster.Reading;
using EksGrader.Api.Shared;

namespace EksGrader.Api.Features.Roster;

/// <summary>A roster to be downloaded, changed in a spreadsheet, and uploaded again: its columns are those that the reader knows.</summary>
/// <param name="Title">The course's title.</param>
/// <param name="Lines">The students.</param>
internal sealed record RosterSheetFile(string Title, IReadOnlyList<RosterLine> Lines)
{
    private static readonly string[] Header = ["studentId", "name", "email", "section"];

    /// <summary>Writes it as CSV.</summary>
    public Task WriteCsvAsync(Stream stream, CancellationToken cancellationToken) => CsvFile.WriteAsync(stream, [Header, .. Rows], cancellationToken);

    /// <summary>Writes it as an Excel workbook.</summary>
    public Task WriteXlsxAsync(Stream stream, CancellationToken cancellationToken) => XlsxSheet.WriteAsync(stream, Title, Header, Rows, cancellationToken);

    private IReadOnlyList<string?>[] Rows => [.. Lines.Select(l => new[] { l.StudentId, l.Name, l.Email, l.Section })];
}
