using EksGrader.Api.Features.Assignments;
using EksGrader.Checks.Assignments;
using EksGrader.Db.Gradebook;
using EksGrader.Db.Model;

namespace EksGrader.Api.Features.Regrading;

/// <summary>A submission of a plan, without its checks.</summary>
public sealed record RegradeRow
{
    /// <summary>The submission.</summary>
    public required SubmissionId Submission { get; init; }

    /// <summary>The student's number.</summary>
    public required string Number { get; init; }

    /// <summary>The student's name.</summary>
    public required string Name { get; init; }

    /// <summary>Its number among the student's submissions.</summary>
    public required int Attempt { get; init; }

    /// <summary>Whether it came late.</summary>
    public required bool Late { get; init; }

    /// <summary>Where its regrade stands.</summary>
    public required RegradeItemState State { get; init; }

    /// <summary>Which way its score goes.</summary>
    public required RegradeEffect Effect { get; init; }

    /// <summary>The score before.</summary>
    public required decimal ScoreBefore { get; init; }

    /// <summary>The score after.</summary>
    public required decimal ScoreAfter { get; init; }

    /// <summary>The points of every check before.</summary>
    public required decimal MaxBefore { get; init; }

    /// <summary>The points of every check after.</summary>
    public required decimal MaxAfter { get; init; }

    /// <summary>Whether the grade stood before.</summary>
    public required bool FinalBefore { get; init; }

    /// <summary>Whether the grade will stand.</summary>
    public required bool FinalAfter { get; init; }

    /// <summary>Whether its cluster was observed again.</summary>
    public required bool Looked { get; init; }

    /// <summary>Whether points given by hand hold.</summary>
    public required bool HasOverride { get; init; }

    /// <summary>Whether it stays as it is whatever becomes of the plan.</summary>
    public bool IsLeft => State is RegradeItemState.Broken or RegradeItemState.Changed;
}

/// <summary>What a regrade means for a student: by the submission that counts before, and the one that will.</summary>
/// <param name="Before">The one that counts before.</param>
/// <param name="GradeBefore">Its points before, less the penalty for being late.</param>
/// <param name="After">The one that will count.</param>
/// <param name="GradeAfter">Its points after, less the penalty for being late.</param>
public sealed record RegradeSum(RegradeRow Before, decimal GradeBefore, RegradeRow After, decimal GradeAfter)
{
    /// <summary>How many points of the grade the student gains; negative for a loss.</summary>
    public decimal Difference => GradeAfter - GradeBefore;

    /// <summary>Which way the student's score goes.</summary>
    public RegradeEffect Effect => After.IsLeft ? RegradeEffect.Same
        : Difference > 0 ? RegradeEffect.Gains
        : Difference < 0 ? RegradeEffect.Loses
        : After.Effect == RegradeEffect.Same && Before == After ? RegradeEffect.Same : RegradeEffect.Moves;

    /// <summary>Whether a filter shows the student.</summary>
    public bool Is(RegradeFilter filter) => filter switch
    {
        RegradeFilter.Changed => Effect != RegradeEffect.Same,
        RegradeFilter.Gains => Effect == RegradeEffect.Gains,
        RegradeFilter.Loses => Effect == RegradeEffect.Loses,
        RegradeFilter.Moves => Effect == RegradeEffect.Moves,
        RegradeFilter.Same => Effect == RegradeEffect.Same && !After.IsLeft,
        RegradeFilter.Overrides => After.HasOverride,
        RegradeFilter.Left => After.IsLeft,
        _ => true,
    };
}

/// <summary>Adds submissions up to students.</summary>
internal static class RegradeSums
{
    /// <summary>One line a student, by number.</summary>
    /// <param name="rows">The submissions of the plan.</param>
    /// <param name="before">The assignment as it was: it says which submission counts, and what lateness costs.</param>
    /// <param name="after">The assignment as it will be.</param>
    public static IReadOnlyList<RegradeSum> ByStudent(IEnumerable<RegradeRow> rows, Assignment before, Assignment after) =>
        [.. rows.GroupBy(r => r.Number, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => Sum([.. g], before, after))];

    private static RegradeSum Sum(IReadOnlyList<RegradeRow> rows, Assignment before, Assignment after)
    {
        var old = Counting(rows, before, r => r.ScoreBefore);
        var now = Counting(rows, after, ScoreAfter);
        return new RegradeSum(old, LatePenalty.Of(old.ScoreBefore, old.Late, before), now, LatePenalty.Of(ScoreAfter(now), now.Late, after));
    }

    private static decimal ScoreAfter(RegradeRow row) => row.IsLeft ? row.ScoreBefore : row.ScoreAfter;

    // As in the gradebook; a student's line has at least the submission that made it.
    private static RegradeRow Counting(IReadOnlyList<RegradeRow> rows, Assignment assignment, Func<RegradeRow, decimal> score) =>
        CountingSubmissions.Counting(rows, assignment.Counts, assignment.LatePenalty, r => new CountingKey(score(r), r.Late, r.Attempt)) ?? rows[0];
}
