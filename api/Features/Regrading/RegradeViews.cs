using EksGrader.Checks.Assignments;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;

namespace EksGrader.Api.Features.Regrading;

/// <summary>What a regrade is begun from.</summary>
/// <param name="Course">The course.</param>
/// <param name="Slug">The assignment's slug.</param>
/// <param name="Version">The version that counts.</param>
/// <param name="Current">What it says.</param>
/// <param name="Checks">What the program knows of its checks.</param>
/// <param name="Graded">How many submissions are graded.</param>
/// <param name="ByOlder">How many of them by an older version.</param>
/// <param name="WithAccess">Of how many the access is still kept.</param>
/// <param name="Earlier">The plans of before, the newest first.</param>
public sealed record RegradeStart(
    Course Course,
    string Slug,
    int Version,
    Assignment Current,
    IReadOnlyList<CheckInfo> Checks,
    int Graded,
    int ByOlder,
    int WithAccess,
    IReadOnlyList<RegradePlan> Earlier);

/// <summary>Which students of a plan are shown.</summary>
public enum RegradeFilter
{
    /// <summary>Everyone whose grade or verdicts change.</summary>
    Changed,

    /// <summary>Who gains.</summary>
    Gains,

    /// <summary>Who loses.</summary>
    Loses,

    /// <summary>Whose score stays while verdicts change.</summary>
    Moves,

    /// <summary>Whose grade stays as it is.</summary>
    Same,

    /// <summary>Who has points given by hand.</summary>
    Overrides,

    /// <summary>Who was left unchanged, or could not be judged.</summary>
    Left,

    /// <summary>Everyone.</summary>
    All,
}

/// <summary>A plan as it is shown.</summary>
public sealed record RegradePlanView
{
    /// <summary>How many students a page has.</summary>
    public const int PageSize = 50;

    /// <summary>The plan.</summary>
    public required RegradePlan Plan { get; init; }

    /// <summary>The course.</summary>
    public required Course Course { get; init; }

    /// <summary>The assignment's slug.</summary>
    public required string Slug { get; init; }

    /// <summary>The assignment's title.</summary>
    public required LocalizedText Title { get; init; }

    /// <summary>What the draft changes of the version that it was made from.</summary>
    public required IReadOnlyList<AssignmentChange> Changes { get; init; }

    /// <summary>What happened since.</summary>
    public required RegradeStaleness Since { get; init; }

    /// <summary>How many submissions are done with: computed, or while it is applied written.</summary>
    public required int Done { get; init; }

    /// <summary>How many students each filter shows.</summary>
    public required IReadOnlyDictionary<RegradeFilter, int> Counts { get; init; }

    /// <summary>The points that those who gain gain together.</summary>
    public required decimal Gained { get; init; }

    /// <summary>The points that those who lose lose together, as a positive number.</summary>
    public required decimal Lost { get; init; }

    /// <summary>How many grades stand before that do not after: something was not recorded, as a rule.</summary>
    public required int NoLongerFinal { get; init; }

    /// <summary>The filter.</summary>
    public required RegradeFilter Filter { get; init; }

    /// <summary>Which page is shown, from 1.</summary>
    public required int Page { get; init; }

    /// <summary>The students of the page, by number.</summary>
    public required IReadOnlyList<RegradeLine> Lines { get; init; }

    /// <summary>How many pages the filter has.</summary>
    public int Pages => Math.Max(1, (Counts[Filter] + PageSize - 1) / PageSize);
}

/// <summary>What a regrade means for one student: the submission that counts, before and after.</summary>
/// <param name="Number">The student's number.</param>
/// <param name="Name">The student's name.</param>
/// <param name="Before">The submission that counts before, with its attempt.</param>
/// <param name="After">The submission that will count.</param>
/// <param name="Effect">Which way the score goes.</param>
/// <param name="Checks">The checks of the submission that will count.</param>
/// <param name="State">Where its regrade stands.</param>
/// <param name="Looked">Whether its cluster was observed again.</param>
public sealed record RegradeLine(
    string Number,
    string Name,
    RegradeGrade Before,
    RegradeGrade After,
    RegradeEffect Effect,
    IReadOnlyList<RegradedCheck> Checks,
    RegradeItemState State,
    bool Looked);

/// <summary>A submission's grade.</summary>
/// <param name="Submission">The submission.</param>
/// <param name="Attempt">Its number among the student's submissions.</param>
/// <param name="Score">The points.</param>
/// <param name="Max">The points of every check.</param>
/// <param name="Final">Whether it stands.</param>
public sealed record RegradeGrade(SubmissionId Submission, int Attempt, decimal Score, decimal Max, bool Final);
