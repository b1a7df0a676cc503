namespace EksGrader.Api.Features.Gradebook;

/// <summary>
/// The gradebook as Canvas imports it: its five columns of who, one of the assignment by its title, and the row of possible points
/// (Canvas Instructor Guide, "How do I import grades in the Gradebook?"; the importer is lib/gradebook_importer.rb of instructure/canvas-lms). Canvas' own ids are not known here, so <c>ID</c> is empty and
/// students are found by <c>SIS User ID</c>, the student number. A cell left empty changes nothing in Canvas.
/// </summary>
internal static class CanvasCsv
{
    /// <summary>Writes it, UTF-8.</summary>
    public static async Task WriteAsync(GradebookExport export, Stream stream, CancellationToken cancellationToken)
    {
        await using var csv = GradebookCsv.To(stream);
        var assignment = export.Gradebook.Assignment;
        await csv.WriteLineAsync(cancellationToken, "Student", "ID", "SIS User ID", "SIS Login ID", "Section", assignment.Title.In(export.Culture));
        foreach (var cell in (string[])["    Points Possible", "", "", "", ""])
            csv.WriteField(cell);
        csv.WritePoints(assignment.MaxScore);
        await csv.EndRecordAsync(cancellationToken);
        await foreach (var row in export.Rows.WithCancellation(cancellationToken))
        {
            foreach (var cell in (string[])[row.Name, "", row.StudentId, row.Email, row.Section ?? ""])
                csv.WriteText(cell);
            csv.WritePoints(row.Grade);
            await csv.EndRecordAsync(cancellationToken);
        }

        await csv.FlushAsync(cancellationToken);
    }
}
