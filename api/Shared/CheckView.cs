using System.Globalization;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Integrity;

namespace EksGrader.Api.Shared;

/// <summary>One check of a grading, as HTTP and the command line show it.</summary>
/// <param name="Check">The check's id.</param>
/// <param name="Outcome"><c>passed</c>, <c>partial</c>, <c>failed</c>, <c>unknown</c> or <c>pending</c>.</param>
/// <param name="Points">The points; null while there are none yet.</param>
/// <param name="MaxPoints">The points of the check in the assignment.</param>
/// <param name="Summary">One line with the numbers seen.</param>
/// <param name="Feedback">What to do next.</param>
/// <param name="Fault">Whose fault an <c>unknown</c> is: <c>student</c>, <c>cluster</c>, <c>aws</c>, <c>network</c> or <c>grader</c>.</param>
/// <param name="Evidence">What was seen.</param>
/// <param name="Override">What an instructor gave instead.</param>
public sealed record CheckView(
    string Check,
    Outcome Outcome,
    decimal? Points,
    decimal MaxPoints,
    string Summary,
    IReadOnlyList<string> Feedback,
    FaultDomain? Fault,
    IReadOnlyList<EvidenceView> Evidence,
    OverrideView? Override)
{
    /// <summary>What the verdict rests on: <c>aws</c> (AWS was asked too and confirmed it) or <c>cluster</c> (the cluster's own word); null where the check has no second witness.</summary>
    public Assurance? Assurance { get; init; }

    /// <summary>The facts that the verdict follows from, in the order of the check; empty where the check states none.</summary>
    public IReadOnlyList<FactView> Facts { get; init; } = [];

    /// <summary>What an instructor is asked where something cannot be judged from outside (<c>unknown</c>, fault <c>grader</c>); an override answers it. Null where nothing is.</summary>
    public QuestionView? Question { get; init; }

    /// <summary>A result in the language of a culture.</summary>
    public static CheckView Of(CheckResult result, CultureInfo culture, OverrideView? given = null) => new(
        result.Check.Value,
        result.Verdict.Outcome,
        given?.Points ?? result.Points,
        result.MaxPoints,
        result.Verdict.Summary.In(culture),
        [.. result.Verdict.Feedback.Select(f => f.In(culture))],
        result.Verdict.Fault,
        [.. result.Verdict.Evidence.Select(e => new EvidenceView(e.Title, e.Text, e.SeenAt))],
        given)
    {
        Assurance = result.Verdict.Assurance,
        Facts = [.. result.Verdict.Facts.Select(f => FactView.Of(f, culture))],
        Question = result.Verdict.Question is { } question ? QuestionView.Of(question, result.MaxPoints, culture) : null,
    };
}

/// <summary>A question to the instructor.</summary>
/// <param name="Text">What is asked, with what was seen.</param>
/// <param name="PointsIfYes">The points of the check where the answer is yes.</param>
/// <param name="PointsIfNo">The points of the check where the answer is no.</param>
public sealed record QuestionView(string Text, decimal PointsIfYes, decimal PointsIfNo)
{
    /// <summary>A question in the language of a culture.</summary>
    public static QuestionView Of(InstructorQuestion question, decimal maxPoints, CultureInfo culture) => new(
        question.Text.In(culture),
        Verdict.PointsOf(question.ShareIfYes, maxPoints),
        Verdict.PointsOf(question.ShareIfNo, maxPoints));
}

/// <summary>Something seen.</summary>
/// <param name="Title">The command that shows the same.</param>
/// <param name="Text">What it printed.</param>
/// <param name="SeenAt">When.</param>
public sealed record EvidenceView(string Title, string Text, DateTimeOffset SeenAt);

/// <summary>What an instructor gave instead of a verdict's points.</summary>
/// <param name="Points">The points given.</param>
/// <param name="Reason">Why.</param>
public sealed record OverrideView(decimal Points, string Reason);

/// <summary>An integrity flag; instructors only.</summary>
/// <param name="Sign">Its kind.</param>
/// <param name="Message">What was seen.</param>
public sealed record FlagView(string Sign, string Message)
{
    /// <summary>A sign in the language of a culture.</summary>
    public static FlagView Of(IntegrityFlag sign, CultureInfo culture) => new(sign.Kind, sign.Message.In(culture));
}
