using System.Globalization;

namespace EksGrader.Api.Features.Gradebook;

/// <summary>
/// The gradebook as Moodle imports it (Moodle documentation, "Grade import", https://docs.moodle.org/405/en/Grade_import): students are found by <c>Email address</c> or
/// <c>ID number</c>, and the columns of grade and feedback are mapped to the item while importing. An empty grade stays no grade. Feedback without
/// a grade would erase one that is there, so both come or neither.
/// </summary>
internal static class MoodleCsv
{
    /// <summary>Writes it, UTF-8.</summary>
    public static async Task WriteAsync(GradebookExport export, Stream stream, CancellationToken cancellationToken)
    {
        await using var csv = GradebookCsv.To(stream);
        await csv.WriteLineAsync(cancellationToken, "ID number", "Email address", "Full name", export.Gradebook.Assignment.Title.In(export.Culture), "Feedback");
        await foreach (var row in export.Rows.WithCancellation(cancellationToken))
        {
            csv.WriteText(row.StudentId);
            csv.WriteText(row.Email);
            csv.WriteText(row.Name);
            csv.WritePoints(row.Grade);
            csv.WriteText(row.Grade is null ? "" : FeedbackOf(row));
            await csv.EndRecordAsync(cancellationToken);
        }

        await csv.FlushAsync(cancellationToken);
    }

    private static string FeedbackOf(GradebookRowView row) => string.Join('\n', row.Checks.Select(c => string.Create(
        CultureInfo.InvariantCulture, $"{c.Check} {(c.Points is { } points ? points.ToString("0.##", CultureInfo.InvariantCulture) : "–")}/{c.MaxPoints:0.##}: {c.Summary}")));
}
