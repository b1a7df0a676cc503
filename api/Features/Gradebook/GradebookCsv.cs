using System.Globalization;
using CsvHelper;
using EksGrader.Checks.Core;

namespace EksGrader.Api.Features.Gradebook;

/// <summary>What the CSV exports have in common: cells of strangers that a spreadsheet would take for a formula begin with an apostrophe (<see cref="CellText"/>), numbers stay numbers.</summary>
internal static class GradebookCsv
{
    private static readonly CsvWriterOptions Options = new() { Injection = CsvInjection.Escape };

    public static CsvWriter To(Stream stream) => CsvWriter.Create(stream, Options, leaveOpen: true);

    public static async Task WriteLineAsync(this CsvWriter csv, CancellationToken cancellationToken, params IEnumerable<string> cells)
    {
        foreach (var cell in cells)
            csv.WriteText(cell);
        await csv.EndRecordAsync(cancellationToken);
    }

    /// <summary>Text that people wrote.</summary>
    public static void WriteText(this CsvWriter csv, string? text) => csv.WriteField(CellText.Of(text));

    /// <summary>Points, with two decimals at most; empty where there are none, never 0.</summary>
    public static void WritePoints(this CsvWriter csv, decimal? points)
    {
        if (points is { } number)
            csv.WriteField(decimal.Parse(number.ToString("0.##", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture), default, CultureInfo.InvariantCulture);
        else
            csv.WriteField("");
    }
}
