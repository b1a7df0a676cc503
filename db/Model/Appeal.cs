using EksGrader.Checks.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EksGrader.Db.Model;

/// <summary>Where an appeal stands.</summary>
public enum AppealState
{
    /// <summary>It waits for those who teach.</summary>
    Open,

    /// <summary>Those who teach wrote last; both may go on.</summary>
    Answered,

    /// <summary>It is over; its messages stay.</summary>
    Closed,
}

/// <summary>What an appeal came to.</summary>
public enum AppealResolution
{
    /// <summary>The student was right: points were given by hand.</summary>
    Accepted,

    /// <summary>The verdict stands.</summary>
    Rejected,

    /// <summary>The student took it back before it was answered.</summary>
    Withdrawn,

    /// <summary>It was closed without a decision: the answer was enough, or there is nothing left to decide.</summary>
    Settled,
}

/// <summary>
/// A conversation about one check of a submission: a student asks or says why a verdict is wrong, those who teach answer, and both go on
/// until it is closed. Feedback is one that those who teach began. It depends on no verdict: whatever a regrade, another submission or
/// the roster changes, it can be read and closed.
/// </summary>
public sealed class Appeal : IVersioned
{
    /// <summary>The longest message, in characters.</summary>
    public const int LongestText = 2000;

    /// <summary>How many messages it may have; those with which it is closed come on top.</summary>
    public const int MostMessages = 50;

    private readonly List<AppealMessage> messages = [];

    /// <summary>Its id.</summary>
    public required AppealId Id { get; init; }

    /// <summary>The course.</summary>
    public required CourseId CourseId { get; init; }

    /// <summary>The submission.</summary>
    public required SubmissionId SubmissionId { get; init; }

    /// <summary>The check.</summary>
    public required CheckId Check { get; init; }

    /// <summary>The grading whose verdict it is.</summary>
    public required GradingId GradingId { get; init; }

    /// <summary>What the check came to then.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>The points that it gave then, an override included; null where there were none.</summary>
    public required decimal? Points { get; init; }

    /// <summary>Who began it.</summary>
    public required string By { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Whether those who teach began it: feedback, which appeals nothing until the student replies.</summary>
    public bool IsFeedback { get; init; }

    /// <summary>Whether it is feedback which the student has not replied to. Its messages are loaded.</summary>
    public bool IsOnlyFeedback => IsFeedback && messages.TrueForAll(m => m.FromStaff);

    /// <summary>Where it stands.</summary>
    public AppealState State { get; private set; } = AppealState.Open;

    /// <summary>Since when it waits for those who teach; null where it does not.</summary>
    public DateTimeOffset? WaitingSince { get; private set; }

    /// <summary>By when it is to be answered; null where it does not wait.</summary>
    public DateTimeOffset? DueAt { get; private set; }

    /// <summary>How many messages it has.</summary>
    public int MessageCount { get; private set; }

    /// <summary>What it came to; null while it is not closed.</summary>
    public AppealResolution? Resolution { get; private set; }

    /// <summary>Who closed it.</summary>
    public string? ClosedBy { get; private set; }

    /// <summary>When it was closed; null while it is not.</summary>
    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>The points that were given when it was accepted.</summary>
    public decimal? PointsGiven { get; private set; }

    /// <summary>What was said, the oldest first.</summary>
    public IReadOnlyList<AppealMessage> Messages => messages;

    /// <inheritdoc/>
    public int RowVersion { get; private set; }

    /// <summary>Whether it keeps the verdict of a grading from being appealed anew: it goes on, or that very verdict was decided.</summary>
    public bool Bars(GradingId? grading) =>
        State != AppealState.Closed || (Resolution is AppealResolution.Accepted or AppealResolution.Rejected && GradingId == grading);

    /// <summary>The student says something. It waits from now on, or since an earlier message that no one has answered.</summary>
    /// <param name="text">The words.</param>
    /// <param name="by">Who.</param>
    /// <param name="at">When.</param>
    /// <param name="within">By when it is to be answered from then.</param>
    /// <exception cref="InvalidOperationException">It is closed.</exception>
    public AppealMessage Ask(string text, string by, DateTimeOffset at, TimeSpan within)
    {
        var message = Add(fromStaff: false, text, by, at);
        (State, WaitingSince) = (AppealState.Open, WaitingSince ?? at);
        DueAt = WaitingSince + within;
        return message;
    }

    /// <summary>Those who teach say something. It is answered, unless the student wrote more than they had seen.</summary>
    /// <param name="text">The words.</param>
    /// <param name="by">Who.</param>
    /// <param name="at">When.</param>
    /// <param name="seen">How many messages they had seen; null for all.</param>
    /// <exception cref="InvalidOperationException">It is closed.</exception>
    public AppealMessage Answer(string text, string by, DateTimeOffset at, int? seen = null)
    {
        if (!HasNewer(fromStaff: false, seen))
            (State, WaitingSince, DueAt) = (AppealState.Answered, null, null);
        return Add(fromStaff: true, text, by, at);
    }

    /// <summary>Closes it; the last words are a message of those who teach.</summary>
    /// <exception cref="InvalidOperationException">It is closed before.</exception>
    public void Close(AppealResolution resolution, string by, DateTimeOffset at, decimal? pointsGiven = null)
    {
        RequireOpen();
        (State, WaitingSince, DueAt) = (AppealState.Closed, null, null);
        (Resolution, ClosedBy, ClosedAt, PointsGiven) = (resolution, by, at, pointsGiven);
    }

    /// <summary>Whether one side wrote more than the other had seen.</summary>
    /// <param name="fromStaff">The side that may have written.</param>
    /// <param name="seen">How many messages the other had seen; null for all.</param>
    public bool HasNewer(bool fromStaff, int? seen) => messages.Any(m => m.FromStaff == fromStaff && m.Number > (seen ?? int.MaxValue));

    private AppealMessage Add(bool fromStaff, string text, string by, DateTimeOffset at)
    {
        RequireOpen();
        var message = new AppealMessage(Id, ++MessageCount, fromStaff, text, by, at);
        messages.Add(message);
        return message;
    }

    private void RequireOpen()
    {
        if (State == AppealState.Closed)
            throw new InvalidOperationException($"Appeal {Id} is closed.");
    }
}

/// <summary>One thing that was said.</summary>
public sealed class AppealMessage(AppealId appealId, int number, bool fromStaff, string text, string by, DateTimeOffset at)
{
    /// <summary>The appeal.</summary>
    public AppealId AppealId { get; private set; } = appealId;

    /// <summary>Its number, from 1.</summary>
    public int Number { get; private set; } = number;

    /// <summary>Whether those who teach said it.</summary>
    public bool FromStaff { get; private set; } = fromStaff;

    /// <summary>The words.</summary>
    public string Text { get; private set; } = text;

    /// <summary>Who said it.</summary>
    public string By { get; private set; } = by;

    /// <summary>When.</summary>
    public DateTimeOffset At { get; private set; } = at;
}

internal sealed class AppealTable : IEntityTypeConfiguration<Appeal>
{
    public void Configure(EntityTypeBuilder<Appeal> builder)
    {
        builder.HasKey(c => c.Id);
        builder.Ignore(c => c.IsOnlyFeedback);
        builder.HasIndex(c => new { c.SubmissionId, c.Check });

        // One appeal of a check goes on at a time, whatever the program believes: two that are begun at once end in one.
        builder.HasIndex(c => new { c.SubmissionId, c.Check }, "IX_Appeals_OneLive").IsUnique().HasFilter("\"State\" <> 'Closed'");
        builder.HasIndex(c => new { c.CourseId, c.State });
        builder.HasIndex(c => c.CourseId, "IX_Appeals_Open").HasFilter("\"State\" = 'Open'");
        builder.HasMany(c => c.Messages).WithOne().HasForeignKey(m => m.AppealId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Course>().WithMany().HasForeignKey(c => c.CourseId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Submission>().WithMany().HasForeignKey(c => c.SubmissionId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Grading>().WithMany().HasForeignKey(c => c.GradingId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class AppealMessageTable : IEntityTypeConfiguration<AppealMessage>
{
    // Two messages at the same moment get two numbers: the later transaction counts anew.
    public void Configure(EntityTypeBuilder<AppealMessage> builder) => builder.HasKey(m => new { m.AppealId, m.Number });
}
