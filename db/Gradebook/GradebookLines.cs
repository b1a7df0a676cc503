using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Db.Gradebook;

/// <summary>A student beside the submission that counts, as queries see them.</summary>
internal sealed class GradebookLine
{
    public required Student Student { get; init; }

    public Submission? Counting { get; init; }
}

/// <summary>
/// The lines of a gradebook as queries: what is filtered, ordered and counted is so in the database. Which submission counts is found only
/// where that is asked about: of ten thousand students that takes ten times as long as counting them.
/// </summary>
internal sealed class GradebookLines(EksGraderDb db, GradebookScope scope)
{
    private readonly GradebookStudents students = new(db, scope);

    /// <summary>Everyone on the roster, and who left it after submitting.</summary>
    public IQueryable<GradebookLine> All() => With(students.All());

    /// <summary>Those who meet a filter, in order.</summary>
    public IQueryable<Student> Ordered(GradebookFilter filter, GradebookSort sort) => sort.AsksWhatCounts
        ? Order(Filter(filter), sort).Select(l => l.Student)
        : students.Order(Students(filter), sort);

    /// <summary>Those who meet a filter.</summary>
    public IQueryable<Student> Students(GradebookFilter filter) => filter.AsksWhatCounts ? Filter(filter).Select(l => l.Student) : students.Filter(filter);

    private IQueryable<GradebookLine> With(IQueryable<Student> those) =>
        those.LeftJoin(CountingSubmissions.CountingIn(db, scope).AsNoTracking(), st => st.Id, s => s.StudentId, (st, s) => new GradebookLine { Student = st, Counting = s });

    private IQueryable<GradebookLine> Filter(GradebookFilter filter)
    {
        var lines = Show(With(students.Filter(filter)), filter.Show);
        if (filter is { Check: { } check, Outcome: { } outcome })
        {
            lines = lines.Where(l => l.Counting != null
                && db.GradedChecks.Any(c => c.GradingId == l.Counting.CountingGradingId && c.Check == check && c.Outcome == outcome));
        }

        if (filter.Assurance is { } assurance)
            lines = lines.Where(l => l.Counting != null && l.Counting.Assurance == assurance);
        if (filter.ScoreFrom is { } from)
            lines = lines.Where(l => l.Counting != null && l.Counting.Score >= from);
        if (filter.ScoreBelow is { } below)
            lines = lines.Where(l => l.Counting != null && l.Counting.Score < below);
        return lines;
    }

    private IQueryable<GradebookLine> Show(IQueryable<GradebookLine> lines, GradebookShow show) => show switch
    {
        GradebookShow.Late => lines.Where(l => l.Counting != null && l.Counting.Late),
        // What is missing of the full score are the points of pending checks, and nothing else.
        GradebookShow.Passed => lines.Where(l => l.Counting != null && l.Counting.Score > 0
            && l.Counting.MaxScore - l.Counting.Score == db.GradedChecks
                .Where(c => c.GradingId == l.Counting.CountingGradingId && c.Outcome == Outcome.Pending
                    && !db.Overrides.Any(o => o.SubmissionId == l.Counting.Id && o.Check == c.Check && o.TakenBackAt == null))
                .Sum(c => c.MaxPoints)),
        _ => lines,
    };

    private IQueryable<GradebookLine> Order(IQueryable<GradebookLine> lines, GradebookSort sort)
    {
        var (lowest, highest) = (-1m, 1_000_000_000m);
        var none = sort.Descending ? lowest : highest;
        var never = sort.Descending ? DateTimeOffset.UnixEpoch : DateTimeOffset.MaxValue;
        var ordered = sort switch
        {
            { By: GradebookOrder.Submitted } => By(l => l.Counting == null ? never : l.Counting.FirstTriedAt ?? l.Counting.SubmittedAt),
            { By: GradebookOrder.Check, Check: { } check } => By(l =>
                db.Overrides.Where(o => l.Counting != null && o.SubmissionId == l.Counting.Id && o.Check == check && o.TakenBackAt == null).Max(o => (decimal?)o.Points)
                ?? (db.GradedChecks.Where(c => l.Counting != null && c.GradingId == l.Counting.CountingGradingId && c.Check == check).Max(c => c.Points) ?? none)),
            _ => By(l => l.Counting == null ? none : l.Counting.Score ?? none),
        };
        return ordered.ThenBy(l => l.Student.Number);

        IOrderedQueryable<GradebookLine> By<TKey>(System.Linq.Expressions.Expression<Func<GradebookLine, TKey>> key) =>
            sort.Descending ? lines.OrderByDescending(key) : lines.OrderBy(key);
    }
}
