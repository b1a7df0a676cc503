using EksGrader.Checks;
using EksGrader.Checks.Assignments;
using EksGrader.Db.Courses;
using EksGrader.Db.Ids;
using EksGrader.Db.Storage;
using EksGrader.Db.Submissions;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Db.Gradings;

/// <summary>A student's line of the gradebook.</summary>
/// <param name="Student">The student.</param>
/// <param name="Submissions">How often the student handed in.</param>
/// <param name="Counting">The submission that counts; null where there is none.</param>
/// <param name="Checks">What its checks came to, in the assignment's order; without evidence.</param>
public sealed record GradebookRow(Student Student, int Submissions, Submission? Counting, IReadOnlyList<GradebookCell> Checks);

/// <summary>A check in the gradebook.</summary>
/// <param name="Check">The check.</param>
/// <param name="Outcome">What it came to.</param>
/// <param name="Points">Its points, an override included; null while there are none.</param>
/// <param name="MaxPoints">What it is worth.</param>
/// <param name="Summary">One line with the numbers seen.</param>
/// <param name="Overridden">Whether an instructor gave the points.</param>
public sealed record GradebookCell(CheckId Check, Outcome Outcome, decimal? Points, decimal MaxPoints, LocalizedText Summary, bool Overridden);

/// <summary>Reads gradebooks.</summary>
public static class Gradebook
{
    /// <summary>
    /// The gradebook of an assignment: everybody on the roster, and who left it after handing in, by student number. Four queries
    /// whatever the number of students; evidence is not read.
    /// </summary>
    /// <param name="db">The database.</param>
    /// <param name="course">The course.</param>
    /// <param name="assignment">The assignment.</param>
    /// <param name="counts">Which submission counts.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    public static async Task<IReadOnlyList<GradebookRow>> ReadAsync(
        EksGraderDb db, CourseId course, AssignmentId assignment, CountingRule counts, CancellationToken cancellationToken)
    {
        var students = await db.Students.AsNoTracking()
            .Where(s => s.CourseId == course && (s.LeftAt == null || db.Submissions.Any(x => x.AssignmentId == assignment && x.StudentId == s.Id)))
            .OrderBy(s => s.Number).ToListAsync(cancellationToken);
        var submissions = (await db.Submissions.AsNoTracking().Where(s => s.AssignmentId == assignment).ToListAsync(cancellationToken))
            .ToLookup(s => s.StudentId);
        var overrides = (await db.Overrides.AsNoTracking()
            .Where(o => o.TakenBackAt == null && db.Submissions.Any(s => s.Id == o.SubmissionId && s.AssignmentId == assignment))
            .ToListAsync(cancellationToken)).ToDictionary(o => (o.SubmissionId, o.Check));
        var checks = (await db.GradedChecks.AsNoTracking()
            .Join(db.Submissions.Where(s => s.AssignmentId == assignment), c => c.GradingId, s => s.CountingGradingId, (c, s) => c)
            .Select(c => new { c.GradingId, c.Check, c.Order, c.Outcome, c.Points, c.MaxPoints, c.Summary })
            .ToListAsync(cancellationToken)).ToLookup(c => c.GradingId);

        return [.. students.Select(student =>
        {
            var all = submissions[student.Id];
            var counting = Counting(all, counts);
            var cells = counting?.CountingGradingId is not { } grading ? [] : checks[grading].OrderBy(c => c.Order).Select(c =>
            {
                var given = overrides.GetValueOrDefault((counting.Id, c.Check));
                return new GradebookCell(c.Check, c.Outcome, given?.Points ?? c.Points, c.MaxPoints, VerdictJson.ReadText(c.Summary), given is not null);
            });
            return new GradebookRow(student, all.Count(), counting, [.. cells]);
        })];
    }

    /// <summary>
    /// The submission that counts. By <see cref="CountingRule.Best"/> the highest score, of equal ones the newest; by
    /// <see cref="CountingRule.Last"/> the newest, even while it has no score.
    /// </summary>
    public static Submission? Counting(IEnumerable<Submission> submissions, CountingRule counts) => counts == CountingRule.Last
        ? submissions.MaxBy(s => s.Number)
        : submissions.OrderByDescending(s => s.Score ?? -1).ThenByDescending(s => s.Number).FirstOrDefault();
}
