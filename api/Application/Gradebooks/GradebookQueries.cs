using System.Globalization;
using EksGrader.Api.Application.Assignments;
using EksGrader.Api.Application.Courses;
using EksGrader.Api.Auth;
using EksGrader.Api.Contracts;
using EksGrader.Checks.Assignments;
using EksGrader.Db;
using EksGrader.Db.Gradings;
using EksGrader.Db.Ids;
using EksGrader.Db.Submissions;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Application.Gradebooks;

/// <summary>A gradebook with all that an export of it needs.</summary>
/// <param name="Assignment">The assignment.</param>
/// <param name="Rows">Everybody on the roster, and who left it after handing in, by student number.</param>
public sealed record GradebookSheet(Assignment Assignment, IReadOnlyList<GradebookRowView> Rows);

/// <summary>Gradebooks of assignments.</summary>
/// <param name="db">The database.</param>
/// <param name="gate">Who may what.</param>
/// <param name="book">The assignments.</param>
public sealed class GradebookQueries(EksGraderDb db, CourseGate gate, AssignmentBook book)
{
    /// <summary>The gradebook of an assignment, for those who teach the course.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="course">The course's slug.</param>
    /// <param name="assignment">The assignment's slug.</param>
    /// <param name="culture">The language of summaries.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    public async Task<Answer<GradebookSheet>> ReadAsync(Caller caller, string course, string assignment, CultureInfo culture, CancellationToken cancellationToken)
    {
        if (await gate.TaughtAsync(caller, course, assistantsToo: true, cancellationToken) is not { } found
            || await book.FindAsync(found, assignment, cancellationToken) is not { } current)
        {
            return Refusal.Missing;
        }

        var rows = await Gradebook.ReadAsync(db, found.Id, current.Id, current.Assignment.Counts, cancellationToken);
        var underWay = (await db.Submissions
            .Where(s => s.AssignmentId == current.Id && s.Status != SubmissionStatus.Graded)
            .Select(s => s.StudentId)
            .ToListAsync(cancellationToken)).ToHashSet();
        return new GradebookSheet(current.Assignment, [.. rows.Select(r => View(r, current.Assignment, underWay, culture))]);
    }

    /// <summary>A part of the gradebook.</summary>
    public async Task<Answer<ListView<GradebookRowView>>> ReadPageAsync(
        Caller caller, string course, string assignment, PageQuery page, CultureInfo culture, CancellationToken cancellationToken)
    {
        var sheet = await ReadAsync(caller, course, assignment, culture, cancellationToken);
        if (!sheet.IsDone)
            return sheet.Refusal;
        if (page.ToRequest() is null)
            return page.Refuse();
        if (page.AfterText() is not { } after)
            return page.RefuseCursor();
        var behind = after.Length == 0 ? 0 : Behind(sheet.Value.Rows, after);
        return ListView.Of([.. sheet.Value.Rows.Skip(behind).Take(page.Size + 1)], page.Size, r => PageQuery.CursorOf(r.StudentId));
    }

    // Rows come in the database's order, so the place is looked for and not computed; a student who went meanwhile costs the reader a start.
    private static int Behind(IReadOnlyList<GradebookRowView> rows, string after)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i].StudentId == after)
                return i + 1;
        }

        return 0;
    }

    private static GradebookRowView View(GradebookRow row, Assignment assignment, HashSet<StudentId> underWay, CultureInfo culture)
    {
        var counting = row.Counting;
        var final = counting is { Final: true } && !underWay.Contains(row.Student.Id);
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
            Grade = final && counting?.Score is { } score ? Graded(score, counting.Late, assignment) : null,
            MaxScore = counting?.MaxScore ?? assignment.MaxScore,
            Final = final,
            Checks = [.. row.Checks.Select(c => new GradebookCellView(c.Check.Value, c.Outcome, c.Points, c.MaxPoints, c.Summary.In(culture), c.Overridden))],
        };
    }

    private static decimal Graded(decimal score, bool late, Assignment assignment) =>
        late ? Math.Round(score * (1 - assignment.LatePenalty), 2, MidpointRounding.AwayFromZero) : score;
}
