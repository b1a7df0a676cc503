using System.Globalization;
using System.Text.Json;
using CsvHelper;
using EksGrader.Api.Contracts;
using EksGrader.Checks;

namespace EksGrader.Api.Application.Gradebooks;

/// <summary>The gradebook as plain CSV. Points that are not there yet (unknown, pending) and a grade that is not final are empty, never 0. What the score and each check rest on (<c>aws</c>, <c>cluster</c>) stands at the end.</summary>
public static class PlainCsv
{
    /// <summary>Writes it, UTF-8.</summary>
    public static async Task WriteAsync(GradebookExport export, Stream stream, CancellationToken cancellationToken)
    {
        await using var csv = GradebookCsv.To(stream);
        var checks = export.Gradebook.Assignment.Checks.Select(c => c.Check.Value).ToList();
        await csv.WriteLineAsync(cancellationToken, ["studentId", "name", "email", "section", .. checks, "score", "maxScore", "late", "attempts", "submittedAt", "assurance", .. checks.Select(c => c + ".assurance")]);
        await foreach (var row in export.Rows.WithCancellation(cancellationToken))
        {
            WriteRow(csv, row, checks);
            await csv.EndRecordAsync(cancellationToken);
        }

        await csv.FlushAsync(cancellationToken);
    }

    private static void WriteRow(CsvWriter csv, GradebookRowView row, List<string> checks)
    {
        csv.WriteText(row.StudentId);
        csv.WriteText(row.Name);
        csv.WriteText(row.Email);
        csv.WriteText(row.Section);
        foreach (var check in checks)
            csv.WritePoints(CellOf(row, check)?.Points);
        csv.WritePoints(row.Grade);
        csv.WritePoints(row.MaxScore);
        csv.WriteField(row.Submission is null ? "" : row.Late ? "true" : "false");
        csv.WriteField(row.Attempts, default, CultureInfo.InvariantCulture);
        csv.WriteField(row.SubmittedAt?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss'Z'", CultureInfo.InvariantCulture));
        csv.WriteField(Word(row.Assurance));
        foreach (var check in checks)
            csv.WriteField(Word(CellOf(row, check)?.Assurance));
    }

    private static GradebookCellView? CellOf(GradebookRowView row, string check) => row.Checks.FirstOrDefault(c => c.Check == check);

    private static string Word(Assurance? assurance) => assurance is { } known ? JsonNamingPolicy.CamelCase.ConvertName(known.ToString()) : "";
}
