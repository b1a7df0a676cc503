using System.Text.Json;
using EksGrader.Checks.Assignments;
using EksGrader.Db.Gradebook;

namespace EksGrader.Api.Features.Gradebook;

/// <summary>A cell of the plain gradebook, as what it is; a format decides how it is written.</summary>
internal abstract record PlainCell
{
    private PlainCell()
    {
    }

    /// <summary>What people or the grader wrote; null for nothing.</summary>
    public sealed record Text(string? Value) : PlainCell;

    /// <summary>Points or a count; null where there are none yet, which is never 0.</summary>
    public sealed record Number(decimal? Value) : PlainCell;

    /// <summary>Yes or no; null where neither applies.</summary>
    public sealed record Flag(bool? Value) : PlainCell;

    /// <summary>A time; null for none.</summary>
    public sealed record Moment(DateTimeOffset? Value) : PlainCell;

    /// <summary>The same on the course's clock; null for none.</summary>
    public sealed record LocalMoment(DateTimeOffset? Value) : PlainCell;
}

/// <summary>A column of the plain gradebook.</summary>
/// <param name="Header">Its name, for people and for programs that find it.</param>
/// <param name="Of">What a student's line has there.</param>
internal sealed record PlainColumn(string Header, Func<GradebookRowView, PlainCell> Of);

/// <summary>
/// The plain gradebook as a table: who, the points of each check, the grade, and at the end what the score and each check rest on
/// (<c>aws</c>, <c>cluster</c>), how far the grade has come and what it would be now. CSV and xlsx are both written from this one description. Points that are not there yet (unknown, pending)
/// and a grade that is not final are empty, never 0.
/// </summary>
internal static class PlainTable
{
    /// <summary>The columns of an assignment's gradebook, in their order. New ones go to the end: programs know the places.</summary>
    public static IReadOnlyList<PlainColumn> Columns(Assignment assignment)
    {
        var checks = assignment.Checks.Select(c => c.Check.Value).ToList();
        return
        [
            new("studentId", r => new PlainCell.Text(r.StudentId)),
            new("name", r => new PlainCell.Text(r.Name)),
            new("email", r => new PlainCell.Text(r.Email)),
            new("section", r => new PlainCell.Text(r.Section)),
            .. checks.Select(check => new PlainColumn(check, r => new PlainCell.Number(CellOf(r, check)?.Points))),
            new("score", r => new PlainCell.Number(r.Grade)),
            new("maxScore", r => new PlainCell.Number(r.MaxScore)),
            new("late", r => new PlainCell.Flag(r.Submission is null ? null : r.Late)),
            new("attempts", r => new PlainCell.Number(r.Attempts)),
            new("submittedAt", r => new PlainCell.Moment(r.SubmittedAt)),
            new("assurance", r => WordOf(r.Assurance)),
            .. checks.Select(check => new PlainColumn(check + ".assurance", r => WordOf(CellOf(r, check)?.Assurance))),
            new("standing", r => WordOf<GradeState>(r.Standing)),
            new("provisionalScore", r => new PlainCell.Number(r.Provisional)),
            new("passedLive", r => new PlainCell.Flag(r.Submission is null ? null : r.PassedLive)),
            new("fullMarks", r => new PlainCell.Flag(r.Submission is null ? null : r.FullMarks)),
            new("submittedAtLocal", r => new PlainCell.LocalMoment(r.SubmittedAt)),
        ];
    }

    private static GradebookCellView? CellOf(GradebookRowView row, string check) => row.Checks.FirstOrDefault(c => c.Check == check);

    private static PlainCell.Text WordOf<T>(T? value)
        where T : struct, Enum =>
        new(value is { } known ? JsonNamingPolicy.CamelCase.ConvertName(known.ToString()) : null);
}
