using System.Globalization;
using CsvHelper;

namespace EksGrader.Api.Features.Gradebook;

/// <summary>The plain gradebook as CSV; times in UTC.</summary>
internal static class PlainCsv
{
    /// <summary>Writes it, UTF-8, as the lines come in.</summary>
    public static async Task WriteAsync(GradebookExport export, Stream stream, CancellationToken cancellationToken)
    {
        await using var csv = GradebookCsv.To(stream);
        var columns = PlainTable.Columns(export.Gradebook.Assignment);
        await csv.WriteLineAsync(cancellationToken, columns.Select(c => c.Header));
        await foreach (var row in export.Rows.WithCancellation(cancellationToken))
        {
            foreach (var column in columns)
                Write(csv, column.Of(row));
            await csv.EndRecordAsync(cancellationToken);
        }

        await csv.FlushAsync(cancellationToken);
    }

    private static void Write(CsvWriter csv, PlainCell cell)
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
            case PlainCell.Text text:
                csv.WriteText(text.Value);
                break;
        }
    }
}
