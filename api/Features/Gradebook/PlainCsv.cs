using System.Globalization;
using System.Text;
using CsvHelper;
using NodaTime;
using NodaTime.Text;

namespace EksGrader.Api.Features.Gradebook;

/// <summary>
/// The plain gradebook as CSV: UTF-8 with a mark at its front, without which Excel reads Korean names in the system's own encoding (Microsoft
/// Support, "Opening CSV UTF-8 files correctly in Excel"). Times in UTC, and once more on the course's clock.
/// </summary>
internal static class PlainCsv
{
    // Spreadsheets read this as a date.
    private static readonly LocalDateTimePattern Local = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm:ss");

    /// <summary>Writes it, UTF-8, as the lines come in.</summary>
    public static async Task WriteAsync(GradebookExport export, Stream stream, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Encoding.UTF8.Preamble.ToArray(), cancellationToken);
        await using var csv = GradebookCsv.To(stream);
        var (columns, zone) = (PlainTable.Columns(export.Gradebook.Assignment), export.Gradebook.Current.Deadlines.Zone);
        await csv.WriteLineAsync(cancellationToken, columns.Select(c => c.Header));
        await foreach (var row in export.Rows.WithCancellation(cancellationToken))
        {
            foreach (var column in columns)
                Write(csv, column.Of(row), zone);
            await csv.EndRecordAsync(cancellationToken);
        }

        await csv.FlushAsync(cancellationToken);
    }

    private static void Write(CsvWriter csv, PlainCell cell, DateTimeZone zone)
    {
        switch (cell)
        {
            case PlainCell.Number number:
                csv.WritePoints(number.Value);
                break;
            case PlainCell.Flag flag:
                csv.WriteField(flag.Value switch { true => "true", false => "false", null => "" });
                break;
            case PlainCell.Moment moment:
                csv.WriteField(moment.Value?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss'Z'", CultureInfo.InvariantCulture));
                break;
            case PlainCell.LocalMoment { Value: var at }:
                csv.WriteField(at is { } known ? Local.Format(Instant.FromDateTimeOffset(known).InZone(zone).LocalDateTime) : "");
                break;
            case PlainCell.Text text:
                csv.WriteText(text.Value);
                break;
        }
    }
}
