using System.Text;
using CsvHelper;
using EksGrader.Checks.Core;

namespace EksGrader.Api.Shared;

/// <summary>A table of texts as CSV that Excel opens: UTF-8 with a byte order mark, without which it takes Korean for another encoding; no cell is a formula.</summary>
internal static class CsvFile
{
    /// <summary>The media type.</summary>
    public const string MediaType = "text/csv";

    /// <summary>Writes it.</summary>
    /// <param name="stream">Where to; left open.</param>
    /// <param name="rows">The rows, the header first.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public static async Task WriteAsync(Stream stream, IEnumerable<IReadOnlyList<string?>> rows, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Encoding.UTF8.GetPreamble(), cancellationToken);
        await using var csv = CsvWriter.Create(stream, new CsvWriterOptions { Injection = CsvInjection.Escape }, leaveOpen: true);
        foreach (var row in rows)
        {
            foreach (var cell in row)
                csv.WriteField(CellText.Of(cell));
            await csv.EndRecordAsync(cancellationToken);
        }

        await csv.FlushAsync(cancellationToken);
    }
}
