using System.Globalization;
using CsvHelper;
using EksGrader.Api.Contracts;

namespace EksGrader.Api.Application.Gradebooks;

/// <summary>The gradebook as plain CSV. Points that are not there yet (unknown, pending) and a grade that is not final are empty, never 0.</summary>
public static class PlainCsv
{
    /// <summary>Writes it, UTF-8.</summary>
    public static async Task WriteAsync(GradebookExport export, Stream stream, CancellationToken cancellationToken)
    {
        await using var csv = GradebookCsv.To(stream);
        var checks = export.Gradebook.Assignment.Checks.Select(c => c.Check.Value).ToList();
        await csv.WriteLineAsync(cancellationToken, ["studentId", "name", "email", "section", .. checks, "score", "maxScore", "late", "attempts", "submittedAt"]);
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
            csv.WritePoints(row.Checks.FirstOrDefault(c => c.Check == check)?.Points);
        csv.WritePoints(row.Grade);
        csv.WritePoints(row.MaxScore);
        csv.WriteField(row.Submission is null ? "" : row.Late ? "true" : "false");
        csv.WriteField(row.Attempts, default, CultureInfo.InvariantCulture);
        csv.WriteField(row.SubmittedAt?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss'Z'", CultureInfo.InvariantCulture));
    }
}
