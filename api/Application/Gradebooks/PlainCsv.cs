using System.Globalization;
using CsvHelper;
using EksGrader.Api.Contracts;

namespace EksGrader.Api.Application.Gradebooks;

/// <summary>
/// The gradebook as plain CSV. Points that are not there yet (unknown, pending) and a score that is not final are empty, never 0. Names come from strangers: a cell that a spreadsheet would
/// take for a formula begins with an apostrophe (OWASP, "CSV Injection").
/// </summary>
public static class PlainCsv
{
    private static readonly CsvWriterOptions Options = new() { Injection = CsvInjection.Escape };

    /// <summary>Writes it, UTF-8.</summary>
    public static async Task WriteAsync(GradebookSheet sheet, Stream stream, CancellationToken cancellationToken)
    {
        await using var csv = CsvWriter.Create(stream, Options, leaveOpen: true);
        var checks = sheet.Assignment.Checks.Select(c => c.Check.Value).ToList();
        foreach (var title in (IEnumerable<string>)["studentId", "name", "email", "section", .. checks, "score", "maxScore", "late", "attempts", "submittedAt"])
            csv.WriteField(title);
        await csv.EndRecordAsync(cancellationToken);
        foreach (var row in sheet.Rows)
        {
            WriteRow(csv, row, checks);
            await csv.EndRecordAsync(cancellationToken);
        }

        await csv.FlushAsync(cancellationToken);
    }

    private static void WriteRow(CsvWriter csv, GradebookRowView row, List<string> checks)
    {
        csv.WriteField(row.StudentId);
        csv.WriteField(row.Name);
        csv.WriteField(row.Email);
        csv.WriteField(row.Section);
        foreach (var check in checks)
            csv.WriteField(Points(row.Checks.FirstOrDefault(c => c.Check == check)?.Points));
        csv.WriteField(Points(row.Grade));
        csv.WriteField(Points(row.MaxScore));
        csv.WriteField(row.Submission is null ? "" : row.Late ? "true" : "false");
        csv.WriteField(row.Attempts.ToString(CultureInfo.InvariantCulture));
        csv.WriteField(row.SubmittedAt?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss'Z'", CultureInfo.InvariantCulture));
    }

    private static string Points(decimal? points) => points?.ToString("0.##", CultureInfo.InvariantCulture) ?? "";
}
