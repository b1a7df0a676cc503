using EksGrader.Checks.Core;
using EksGrader.Db.Model;

namespace EksGrader.Api.Features.Appeals;

/// <summary>A verdict that is appealed, or feedback that is given.</summary>
/// <param name="Reason">What is asked or said; at most 2,000 characters.</param>
public sealed record NewAppeal(string? Reason);

/// <summary>A message in an appeal.</summary>
/// <param name="Text">The words; at most 2,000 characters.</param>
/// <param name="Seen">How many messages the writer had seen; left out for all. An answer to less than there is leaves the appeal open.</param>
public sealed record NewAppealMessage(string? Text, int? Seen);

/// <summary>The end of an appeal.</summary>
/// <param name="Resolution">For those who teach: <c>accepted</c> gives points, <c>rejected</c> lets the verdict stand. Left out, it is closed without a decision.</param>
/// <param name="Points">The points that are given when it is accepted.</param>
/// <param name="Text">Last words of those who teach; they can be left out where nothing is decided.</param>
/// <param name="Seen">How many messages the closer had seen; left out for all. It is not closed over a message that they had not.</param>
public sealed record AppealClosing(string? Resolution, decimal? Points, string? Text, int? Seen);

/// <summary>Who wrote a message.</summary>
public enum AppealSide
{
    /// <summary>The student.</summary>
    Student,

    /// <summary>One of those who teach.</summary>
    Instructor,
}

/// <summary>A message in an appeal.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="From">Who wrote it.</param>
/// <param name="By">Their e-mail address; students are not told that of those who teach.</param>
/// <param name="At">When.</param>
/// <param name="Text">The words.</param>
public sealed record AppealMessageView(int Number, AppealSide From, string? By, DateTimeOffset At, string Text);

/// <summary>An appeal with its messages.</summary>
public sealed record AppealView
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The submission.</summary>
    public required Guid Submission { get; init; }

    /// <summary>The check.</summary>
    public required string Check { get; init; }

    /// <summary><c>open</c> (it waits for those who teach), <c>answered</c> or <c>closed</c>.</summary>
    public required AppealState State { get; init; }

    /// <summary>What it came to; null while it is not closed.</summary>
    public required AppealResolution? Resolution { get; init; }

    /// <summary>Whether those who teach began it: feedback.</summary>
    public required bool Feedback { get; init; }

    /// <summary>What the check came to then.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>The points that it gave then; null where there were none.</summary>
    public required decimal? Points { get; init; }

    /// <summary>The points that were given when it was accepted.</summary>
    public required decimal? PointsGiven { get; init; }

    /// <summary>When it was begun.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>By when it is to be answered; null unless it is open.</summary>
    public required DateTimeOffset? DueAt { get; init; }

    /// <summary>When it was closed; null while it is not.</summary>
    public required DateTimeOffset? ClosedAt { get; init; }

    /// <summary>What was said, the oldest first.</summary>
    public required IReadOnlyList<AppealMessageView> Messages { get; init; }

    /// <summary>Earlier appeals of the same check of the submission, the oldest first.</summary>
    public IReadOnlyList<AppealView> Earlier { get; init; } = [];

    /// <summary>An appeal as one side sees it.</summary>
    internal static AppealView Of(Appeal appeal, bool forStaff) => new()
    {
        Id = appeal.Id.Value,
        Submission = appeal.SubmissionId.Value,
        Check = appeal.Check.Value,
        State = appeal.State,
        Resolution = appeal.Resolution,
        Feedback = appeal.IsFeedback,
        Outcome = appeal.Outcome,
        Points = appeal.Points,
        PointsGiven = appeal.PointsGiven,
        CreatedAt = appeal.CreatedAt,
        DueAt = appeal.DueAt,
        ClosedAt = appeal.ClosedAt,
        Messages = [.. appeal.Messages.OrderBy(m => m.Number).Select(m => new AppealMessageView(
            m.Number, m.FromStaff ? AppealSide.Instructor : AppealSide.Student, m.FromStaff && !forStaff ? null : m.By, m.At, m.Text))],
    };
}

/// <summary>An appeal in the list of a course.</summary>
public sealed record AppealSummary
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The submission.</summary>
    public required Guid Submission { get; init; }

    /// <summary>The assignment's slug.</summary>
    public required string Assignment { get; init; }

    /// <summary>The student's number.</summary>
    public required string Student { get; init; }

    /// <summary>The student's name.</summary>
    public required string Name { get; init; }

    /// <summary>The check.</summary>
    public required string Check { get; init; }

    /// <summary><c>open</c>, <c>answered</c> or <c>closed</c>.</summary>
    public required AppealState State { get; init; }

    /// <summary>What it came to; null while it is not closed.</summary>
    public required AppealResolution? Resolution { get; init; }

    /// <summary>Whether those who teach began it: feedback.</summary>
    public required bool Feedback { get; init; }

    /// <summary>When it was begun.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>By when it is to be answered; null unless it is open.</summary>
    public required DateTimeOffset? DueAt { get; init; }

    /// <summary>When it was closed; null while it is not.</summary>
    public required DateTimeOffset? ClosedAt { get; init; }

    /// <summary>How many messages it has.</summary>
    public required int Messages { get; init; }

    /// <summary>The newest message.</summary>
    public required string Text { get; init; }
}
