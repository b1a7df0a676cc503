using EksGrader.Checks.Core;
using EksGrader.Db.Model;

namespace EksGrader.Api.Features.Gradebook;

/// <summary>A student's line of a gradebook.</summary>
public sealed record GradebookRowView
{
    /// <summary>The school's number of the student.</summary>
    public required string StudentId { get; init; }

    /// <summary>The student's name.</summary>
    public required string Name { get; init; }

    /// <summary>The student's e-mail address.</summary>
    public required string Email { get; init; }

    /// <summary>The section; null for none.</summary>
    public string? Section { get; init; }

    /// <summary>How often the student submitted.</summary>
    public required int Attempts { get; init; }

    /// <summary>The submission that counts; null where there is none.</summary>
    public Guid? Submission { get; init; }

    /// <summary>When it was submitted.</summary>
    public DateTimeOffset? SubmittedAt { get; init; }

    /// <summary>Whether it came late.</summary>
    public bool Late { get; init; }

    /// <summary>Where it stands; null where there is none.</summary>
    public SubmissionStatus? Status { get; init; }

    /// <summary>The points that are there so far, before the penalty for lateness; null before the first observation.</summary>
    public decimal? Score { get; init; }

    /// <summary>What the score rests on: <c>aws</c> or <c>cluster</c>; null where no check has a second witness, and before the first observation.</summary>
    public Assurance? Assurance { get; init; }

    /// <summary>The grade: the points less the penalty for lateness; null while it is not final.</summary>
    public decimal? Grade { get; init; }

    /// <summary>The points of every check.</summary>
    public required decimal MaxScore { get; init; }

    /// <summary>Whether the grade stands, and no other submission of the student is still being graded.</summary>
    public required bool Final { get; init; }

    /// <summary>One result a check; empty before the first observation.</summary>
    public required IReadOnlyList<GradebookCellView> Checks { get; init; }
}

/// <summary>A check in a gradebook.</summary>
/// <param name="Check">The check's id.</param>
/// <param name="Outcome">What it came to.</param>
/// <param name="Points">The points; null while there are none.</param>
/// <param name="MaxPoints">What it is worth.</param>
/// <param name="Summary">One line with the numbers seen.</param>
/// <param name="Overridden">Whether an instructor gave the points.</param>
public sealed record GradebookCellView(string Check, Outcome Outcome, decimal? Points, decimal MaxPoints, string Summary, bool Overridden)
{
    /// <summary>What it rests on: <c>aws</c> or <c>cluster</c>; null where the check has no second witness.</summary>
    public Assurance? Assurance { get; init; }
}
