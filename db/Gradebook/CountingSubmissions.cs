using EksGrader.Checks.Assignments;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;

namespace EksGrader.Db.Gradebook;

/// <summary>Which gradebook.</summary>
/// <param name="Course">The course.</param>
/// <param name="Assignment">The assignment.</param>
/// <param name="Counts">Which submission of a student counts.</param>
/// <param name="LatePenalty">The share that is taken off for being late, from 0 to 1.</param>
public sealed record GradebookScope(CourseId Course, AssignmentId Assignment, CountingRule Counts, decimal LatePenalty)
{
    /// <summary>The checks that are judged after the cluster's end: pending until then, and no part of what can be passed while it lives.</summary>
    public IReadOnlyList<CheckId> AfterDeadline { get; init; } = [];
}

/// <summary>Which submission of a student counts.</summary>
public static class CountingSubmissions
{
    // Of a submission in time all counts, of a late one what the penalty leaves: in hundredths, which the database has integers for.
    private const decimal Whole = 100;

    /// <summary>
    /// The submission that counts. By <see cref="CountingRule.Best"/> the most points after the penalty, of equal ones one in time, of
    /// these the newest; by <see cref="CountingRule.Last"/> the newest, even while it has no score.
    /// </summary>
    public static Submission? Counting(IEnumerable<Submission> submissions, CountingRule counts, decimal latePenalty) =>
        Counting(submissions, counts, latePenalty, s => new CountingKey(s.Score, s.Late, s.Number));

    /// <summary>The one that counts of anything that stands for submissions of one student; null where there is none.</summary>
    public static T? Counting<T>(IEnumerable<T> submissions, CountingRule counts, decimal latePenalty, Func<T, CountingKey> of)
        where T : class => counts == CountingRule.Last
        ? submissions.MaxBy(s => of(s).Number)
        : submissions.OrderByDescending(s => Worth(of(s).Score, of(s).Late, latePenalty)).ThenBy(s => of(s).Late).ThenByDescending(s => of(s).Number).FirstOrDefault();

    /// <summary>What points are worth beside those of other submissions: nothing is rounded; no points yet are less than 0.</summary>
    public static decimal Worth(decimal? score, bool late, decimal latePenalty) => score * (late ? Kept(latePenalty) : Whole) ?? -1;

    /// <summary>
    /// The submissions that count, one a student: <see cref="Counting(IEnumerable{Submission}, CountingRule, decimal)"/> as the database
    /// says it. Nothing about it is stored, so nothing can be out of date; an index finds a student's submissions (10,000 students: about
    /// 20 ms on SQLite).
    /// </summary>
    public static IQueryable<Submission> CountingIn(EksGraderDb db, GradebookScope scope)
    {
        var (_, assignment, counts, latePenalty) = scope;
        var all = db.Submissions.Where(s => s.AssignmentId == assignment);
        if (counts == CountingRule.Last)
            return all.Where(s => !db.Submissions.Any(o => o.AssignmentId == assignment && o.StudentId == s.StudentId && o.Number > s.Number));

        var kept = Kept(latePenalty);
        // Without a penalty the points speak for themselves: a sixth of the time is the arithmetic.
        var weighed = kept == Whole
            ? all.Select(s => new { Submission = s, s.StudentId, s.Late, s.Number, Worth = s.Score ?? -1 })
            : all.Select(s => new { Submission = s, s.StudentId, s.Late, s.Number, Worth = (s.Late ? s.Score * kept : s.Score * Whole) ?? -1 });
        return weighed.Where(s => !weighed.Any(o => o.StudentId == s.StudentId
                && (o.Worth > s.Worth || (o.Worth == s.Worth && ((!o.Late && s.Late) || (o.Late == s.Late && o.Number > s.Number))))))
            .Select(s => s.Submission);
    }

    /// <summary>
    /// Checks that may still add points to submissions that are graded: unknown without an override, or waiting for the end of a cluster
    /// that lives. What waits for a cluster that is gone, or that never was, waits for nothing: it holds no grade up.
    /// </summary>
    public static IQueryable<OpenCheck> OpenChecks(this EksGraderDb db) =>
        from submission in db.Submissions.Where(s => s.Status == SubmissionStatus.Graded && !s.Final)
        join check in db.GradedChecks on submission.CountingGradingId equals check.GradingId
        where (check.Outcome == Outcome.Unknown
                || (check.Outcome == Outcome.Pending && db.Leases.Any(l => l.Id == submission.LeaseId && l.EndedAt == null)))
            && !db.Overrides.Any(o => o.SubmissionId == submission.Id && o.Check == check.Check && o.TakenBackAt == null)
        select new OpenCheck { Submission = submission.Id, MaxPoints = check.MaxPoints };

    // Penalties have four decimals at most.
    private static decimal Kept(decimal latePenalty) => Math.Round(Whole * (1 - latePenalty), 2);
}

/// <summary>What decides whether a submission counts.</summary>
/// <param name="Score">Its points before the penalty; null before the first observation.</param>
/// <param name="Late">Whether it came late.</param>
/// <param name="Number">Its number among the student's.</param>
public readonly record struct CountingKey(decimal? Score, bool Late, int Number);

/// <summary>A check that may still add points.</summary>
public sealed record OpenCheck
{
    /// <summary>The submission.</summary>
    public required SubmissionId Submission { get; init; }

    /// <summary>The points that it may add at most.</summary>
    public required decimal MaxPoints { get; init; }
}
