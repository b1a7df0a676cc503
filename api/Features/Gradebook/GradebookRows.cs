using System.Globalization;
using EksGrader.Api.Features.Assignments;
using EksGrader.Checks.Assignments;
using EksGrader.Db.Gradebook;
using EksGrader.Db.Model;

namespace EksGrader.Api.Features.Gradebook;

/// <summary>Lines of the gradebook as the API and exports show them.</summary>
internal static class GradebookRows
{
    /// <summary>A line.</summary>
    public static GradebookRowView View(GradebookRow row, OpenGradebook gradebook, CultureInfo culture)
    {
        var (counting, standing) = (row.Counting, Standing.Of(row, gradebook.Scope));
        return new GradebookRowView
        {
            StudentId = row.Student.Number,
            Name = row.Student.Name,
            Email = row.Student.Email,
            Section = row.Student.Section,
            Attempts = row.Submissions,
            Submission = counting?.Id.Value,
            SubmittedAt = counting?.CountedAt,
            Late = counting?.Late ?? false,
            Status = counting?.Status,
            Score = counting?.Score,
            Assurance = counting?.Assurance,
            Grade = standing.State == GradeState.Final ? AfterPenalty(counting, gradebook.Assignment) : null,
            Provisional = standing.IsProvisional ? AfterPenalty(counting, gradebook.Assignment) : null,
            MaxScore = counting?.MaxScore ?? gradebook.Assignment.MaxScore,
            Final = standing.State == GradeState.Final,
            Standing = standing.State,
            PassedLive = standing.PassedLive,
            FullMarks = standing.FullMarks,
            Checks = [.. row.Checks.Select(c => new GradebookCellView(c.Check.Value, c.Outcome, c.Points, c.MaxPoints, c.Summary.In(culture), c.Overridden) { Assurance = c.Assurance })],
        };
    }

    // The points less the penalty for lateness; null where there are none.
    private static decimal? AfterPenalty(Submission? counting, Assignment assignment) =>
        counting?.Score is { } score ? LatePenalty.Of(score, counting.Late, assignment) : null;
}
