using EksGrader.Checks.Core;

namespace EksGrader.Db.Gradebook;

/// <summary>How far a student's grade has come.</summary>
public enum GradeState
{
    /// <summary>Nothing was submitted.</summary>
    NotSubmitted,

    /// <summary>A submission is being graded, or waits for it.</summary>
    UnderWay,

    /// <summary>Graded, and the grade may still change: a check is unknown or pending, or another submission may still become worth more.</summary>
    Provisional,

    /// <summary>The grade stands.</summary>
    Final,
}

/// <summary>
/// What a student has come to. Pages, the projector, the API and exports all count by this type, and <see cref="GradebookLines"/> says the
/// same in SQL: what is pending is not passed, and full marks are full only once they are final.
/// </summary>
/// <param name="State">How far the grade has come.</param>
/// <param name="PassedLive">Whether every check that is judged while the cluster lives has passed; false where there is none.</param>
/// <param name="FullMarks">Whether the grade stands and misses no point, the penalty for being late included.</param>
public sealed record Standing(GradeState State, bool PassedLive, bool FullMarks)
{
    /// <summary>Whether there is a grade that may still change.</summary>
    public bool IsProvisional => State is GradeState.Provisional or GradeState.UnderWay;

    /// <summary>Judges a line of the gradebook.</summary>
    /// <param name="row">The line.</param>
    /// <param name="scope">Which gradebook: its penalty, and the checks that are judged after the cluster's end.</param>
    public static Standing Of(GradebookRow row, GradebookScope scope)
    {
        var live = row.Checks.Where(c => !scope.AfterDeadline.Contains(c.Check)).ToList();
        return new Standing(StateOf(row), live.Count > 0 && live.TrueForAll(c => c.Counted == Outcome.Passed), HasFullMarks(row, scope));
    }

    /// <summary>
    /// What a verdict counts as: its outcome, or what the points that were given by hand come to, since a check that an instructor settled
    /// is settled.
    /// </summary>
    /// <param name="outcome">What the check came to.</param>
    /// <param name="given">The points that were given by hand; null for none.</param>
    /// <param name="maxPoints">What the check is worth.</param>
    public static Outcome Counted(Outcome outcome, decimal? given, decimal maxPoints) => given switch
    {
        null => outcome,
        { } points when points >= maxPoints => Outcome.Passed,
        > 0 => Outcome.Partial,
        _ => Outcome.Failed,
    };

    private static GradeState StateOf(GradebookRow row) => row switch
    {
        { Counting: null } => GradeState.NotSubmitted,
        { UnderWay: true } => GradeState.UnderWay,
        { Counting.Final: true, Overtakable: false } => GradeState.Final,
        _ => GradeState.Provisional,
    };

    // Another submission cannot become worth more than full marks, so whether one may is not asked.
    private static bool HasFullMarks(GradebookRow row, GradebookScope scope) =>
        row is { UnderWay: false, Counting: { Final: true, Score: > 0 } counting } && counting.Score >= counting.MaxScore && !(counting.Late && scope.LatePenalty > 0);
}

/// <summary>How many of those who submitted pass a check: one way everywhere.</summary>
/// <param name="Check">The check.</param>
/// <param name="Passed">Who passed it in the submission that counts. Pending and unknown are not passed.</param>
/// <param name="Judged">For whom it is passed, partial or failed.</param>
/// <param name="Submitted">Who submitted.</param>
public sealed record PassRate(CheckId Check, int Passed, int Judged, int Submitted)
{
    /// <summary>The whole percent of <see cref="Submitted"/> that passed, rounded down, so that 100 is everyone; null while no one was judged.</summary>
    public int? Percent => Judged == 0 ? null : (int)(100L * Passed / Submitted);

    /// <summary>Counts a check's rate.</summary>
    /// <param name="check">The check.</param>
    /// <param name="outcomes">The outcomes of every check, as <see cref="GradebookSummary.Outcomes"/> counts them.</param>
    /// <param name="submitted">Who submitted.</param>
    public static PassRate Of(CheckId check, IEnumerable<OutcomeCount> outcomes, int submitted)
    {
        var (passed, judged) = (0, 0);
        foreach (var count in outcomes.Where(o => o.Check == check && o.Outcome is (Outcome.Passed or Outcome.Partial or Outcome.Failed)))
        {
            judged += count.Students;
            if (count.Outcome == Outcome.Passed)
                passed += count.Students;
        }

        return new PassRate(check, passed, judged, Math.Max(submitted, judged));
    }
}
