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

/// <summary>A check that points were given for by hand, as queries see it.</summary>
internal sealed class AdjustedCheck
{
    public required SubmissionId Submission { get; init; }

    public required CheckId Check { get; init; }

    public required Outcome Outcome { get; init; }

    public required Outcome Counted { get; init; }
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
            // The few that were adjusted are found once, not once a line.
            var adjusted = Adjusted().Where(a => a.Check == check);
            lines = lines.Where(l => l.Counting != null
                && ((db.GradedChecks.Any(c => c.GradingId == l.Counting.CountingGradingId && c.Check == check && c.Outcome == outcome) && !adjusted.Select(a => a.Submission).Contains(l.Counting.Id))
                    || adjusted.Where(a => a.Counted == outcome).Select(a => a.Submission).Contains(l.Counting.Id)));
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
        GradebookShow.Passed => PassedLive(lines),
        GradebookShow.Full => lines.Where(l => l.Counting != null && l.Counting.Final && l.Counting.Score > 0 && l.Counting.Score >= l.Counting.MaxScore
            && !(l.Counting.Late && scope.LatePenalty > 0)
            && !db.Submissions.Any(s => s.AssignmentId == scope.Assignment && s.StudentId == l.Student.Id && s.Status != SubmissionStatus.Graded)),
        _ => lines,
    };

    // Standing.PassedLive as SQL: a live check is there, and none that did not pass. Points given by hand are asked for only where there are any.
    private IQueryable<GradebookLine> PassedLive(IQueryable<GradebookLine> lines)
    {
        var after = scope.AfterDeadline.ToList();
        var adjusted = Adjusted();
        return lines.Where(l => l.Counting != null && l.Counting.Score > 0
            && db.GradedChecks.Any(c => c.GradingId == l.Counting.CountingGradingId && !after.Contains(c.Check))
            && (adjusted.Select(a => a.Submission).Contains(l.Counting.Id)
                ? !db.GradedChecks.Any(c => c.GradingId == l.Counting.CountingGradingId && !after.Contains(c.Check)
                    && !adjusted.Any(a => a.Submission == l.Counting.Id && a.Check == c.Check && a.Counted == Outcome.Passed)
                    && (c.Outcome != Outcome.Passed || adjusted.Any(a => a.Submission == l.Counting.Id && a.Check == c.Check)))
                : !db.GradedChecks.Any(c => c.GradingId == l.Counting.CountingGradingId && !after.Contains(c.Check) && c.Outcome != Outcome.Passed)));
    }

    /// <summary>Checks that count otherwise than they came to: an instructor gave points. Of the gradings that count, whichever submission does.</summary>
    public IQueryable<AdjustedCheck> Adjusted() =>
        from given in db.Overrides.AsNoTracking().Where(o => o.TakenBackAt == null)
        join submission in db.Submissions.Where(s => s.AssignmentId == scope.Assignment) on given.SubmissionId equals submission.Id
        join check in db.GradedChecks on new { Grading = submission.CountingGradingId, given.Check } equals new { Grading = (GradingId?)check.GradingId, check.Check }
        select new AdjustedCheck
        {
            Submission = submission.Id,
            Check = check.Check,
            Outcome = check.Outcome,
            Counted = given.Points >= check.MaxPoints ? Outcome.Passed : given.Points > 0 ? Outcome.Partial : Outcome.Failed,
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
