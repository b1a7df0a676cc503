using System.Globalization;
using EksGrader.Api.Features.Assignments;
using EksGrader.Checks.Assignments;
using EksGrader.Db.Gradebook;

namespace EksGrader.Api.Features.Gradebook;

/// <summary>Lines of the gradebook as the API and exports show them.</summary>
internal static class GradebookRows
{
    /// <summary>A line.</summary>
    public static GradebookRowView View(GradebookRow row, Assignment assignment, CultureInfo culture)
    {
        var counting = row.Counting;
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
            Grade = Grade(row, assignment),
            MaxScore = counting?.MaxScore ?? assignment.MaxScore,
            Final = IsFinal(row),
            Checks = [.. row.Checks.Select(c => new GradebookCellView(c.Check.Value, c.Outcome, c.Points, c.MaxPoints, c.Summary.In(culture), c.Overridden) { Assurance = c.Assurance })],
        };
    }

    /// <summary>Whether a line's grade stands: nothing of the student is still being graded, and no other submission may still become worth more.</summary>
    public static bool IsFinal(GradebookRow row) => row is { Counting.Final: true, UnderWay: false, Overtakable: false };

    /// <summary>The grade: the points less the penalty for lateness; null while it is not final.</summary>
    public static decimal? Grade(GradebookRow row, Assignment assignment) =>
        IsFinal(row) && row.Counting is { Score: { } score } counting
            ? LatePenalty.Of(score, counting.Late, assignment)
            : null;
}
