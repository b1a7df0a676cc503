using EksGrader.Checks.Core;

namespace EksGrader.Db.Model;

/// <summary>What a regrade changes of one submission.</summary>
public sealed record RegradeDifference
{
    /// <summary>The grading that counts before.</summary>
    public required GradingId GradingBefore { get; init; }

    /// <summary>The version of the assignment that it was judged by.</summary>
    public required int VersionBefore { get; init; }

    /// <summary>The grade before.</summary>
    public required GradeSum Before { get; init; }

    /// <summary>The grade after.</summary>
    public required GradeSum After { get; init; }

    /// <summary>Every check of before and after, in the order of after; those that are gone at the end.</summary>
    public required IReadOnlyList<RegradedCheck> Checks { get; init; }

    /// <summary>Whether the cluster was looked at anew.</summary>
    public bool Looked { get; init; }

    /// <summary>What was seen then.</summary>
    public RecordingId? Recording { get; init; }

    /// <summary>Which way the score goes.</summary>
    public RegradeEffect Effect => After.Score > Before.Score ? RegradeEffect.Gains
        : After.Score < Before.Score ? RegradeEffect.Loses
        : Checks.Any(c => c.IsChanged) ? RegradeEffect.Moves
        : RegradeEffect.Same;
}

/// <summary>A grade in numbers.</summary>
/// <param name="Score">The points that are there, overrides included.</param>
/// <param name="Max">The points of every check.</param>
/// <param name="Final">Whether it stands.</param>
public sealed record GradeSum(decimal Score, decimal Max, bool Final);

/// <summary>One check before and after a regrade.</summary>
/// <param name="Check">The check.</param>
/// <param name="Before">What it came to; null where it was not asked.</param>
/// <param name="After">What it comes to; null where it is asked no more.</param>
/// <param name="Given">The points of an override that holds before and after; null where there is none.</param>
/// <param name="GivenBecause">The override's reason.</param>
public sealed record RegradedCheck(CheckId Check, VerdictLine? Before, VerdictLine? After, decimal? Given, string? GivenBecause)
{
    /// <summary>Whether the verdict, its words or what it is worth changes.</summary>
    public bool IsChanged => Before != After;

    /// <summary>Whether the override gives more than the check will be worth.</summary>
    public bool GivesTooMuch => Given is { } given && After is { } after && given > after.MaxPoints;

    /// <summary>The points that will count.</summary>
    public decimal? PointsAfter => After is null ? null : Given ?? After.Points;
}

/// <summary>A verdict without its evidence.</summary>
/// <param name="Outcome">What it came to.</param>
/// <param name="Points">The points; null while unknown or pending.</param>
/// <param name="MaxPoints">What the check is worth.</param>
/// <param name="Fault">Whose fault an unknown is.</param>
/// <param name="Summary">One line with the numbers seen.</param>
public sealed record VerdictLine(Outcome Outcome, decimal? Points, decimal MaxPoints, FaultDomain? Fault, LocalizedText Summary);
