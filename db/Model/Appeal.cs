using EksGrader.Checks.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EksGrader.Db.Model;

/// <summary>Where a contested verdict stands.</summary>
public enum AppealState
{
    /// <summary>It is not answered yet.</summary>
    Open,

    /// <summary>The student was right: points were given by hand.</summary>
    Accepted,

    /// <summary>The verdict stands.</summary>
    Rejected,

    /// <summary>The student took it back before it was answered.</summary>
    Withdrawn,
}

/// <summary>A student says why a verdict is wrong; an instructor answers. One contest of a check of a submission is open at a time.</summary>
public sealed class Appeal(
    AppealId id,
    CourseId courseId,
    SubmissionId submissionId,
    CheckId check,
    GradingId gradingId,
    Outcome outcome,
    decimal? points,
    string reason,
    string by,
    DateTimeOffset createdAt) : IVersioned
{
    /// <summary>The longest reason and the longest answer, in characters.</summary>
    public const int LongestText = 2000;

    /// <summary>Its id.</summary>
    public AppealId Id { get; private set; } = id;

    /// <summary>The course.</summary>
    public CourseId CourseId { get; private set; } = courseId;

    /// <summary>The submission.</summary>
    public SubmissionId SubmissionId { get; private set; } = submissionId;

    /// <summary>The check.</summary>
    public CheckId Check { get; private set; } = check;

    /// <summary>The grading whose verdict it is.</summary>
    public GradingId GradingId { get; private set; } = gradingId;

    /// <summary>What the check came to then.</summary>
    public Outcome Outcome { get; private set; } = outcome;

    /// <summary>The points that it gave then, an override included; null where there were none.</summary>
    public decimal? Points { get; private set; } = points;

    /// <summary>The student's words.</summary>
    public string Reason { get; private set; } = reason;

    /// <summary>Who contested.</summary>
    public string By { get; private set; } = by;

    /// <summary>When.</summary>
    public DateTimeOffset CreatedAt { get; private set; } = createdAt;

    /// <summary>Where it stands.</summary>
    public AppealState State { get; private set; } = AppealState.Open;

    /// <summary>The answer's words; null while there is none.</summary>
    public string? Answer { get; private set; }

    /// <summary>Who answered, or took it back.</summary>
    public string? AnsweredBy { get; private set; }

    /// <summary>When it was answered or taken back; null while it is open.</summary>
    public DateTimeOffset? AnsweredAt { get; private set; }

    /// <summary>The points that were given with the answer.</summary>
    public decimal? PointsGiven { get; private set; }

    /// <inheritdoc/>
    public int RowVersion { get; private set; }

    /// <summary>The student was right.</summary>
    /// <exception cref="InvalidOperationException">It was answered before.</exception>
    public void Accept(decimal points, string answer, string by, DateTimeOffset at)
    {
        Close(AppealState.Accepted, answer, by, at);
        PointsGiven = points;
    }

    /// <summary>The verdict stands.</summary>
    /// <exception cref="InvalidOperationException">It was answered before.</exception>
    public void Reject(string answer, string by, DateTimeOffset at) => Close(AppealState.Rejected, answer, by, at);

    /// <summary>The student takes it back.</summary>
    /// <exception cref="InvalidOperationException">It was answered before.</exception>
    public void Withdraw(string by, DateTimeOffset at) => Close(AppealState.Withdrawn, answer: null, by, at);

    private void Close(AppealState state, string? answer, string by, DateTimeOffset at)
    {
        if (State != AppealState.Open)
            throw new InvalidOperationException($"Contest {Id} is {State}.");
        (State, Answer, AnsweredBy, AnsweredAt) = (state, answer, by, at);
    }
}

internal sealed class AppealTable : IEntityTypeConfiguration<Appeal>
{
    public void Configure(EntityTypeBuilder<Appeal> builder)
    {
        builder.HasKey(c => c.Id);
        builder.HasIndex(c => new { c.SubmissionId, c.Check });

        // One open contest of a verdict, whatever the program believes.
        builder.HasIndex(c => new { c.SubmissionId, c.Check }, "IX_Contests_OneOpen").IsUnique().HasFilter("\"State\" = 'Open'");
        builder.HasIndex(c => c.CourseId);
        builder.HasIndex(c => c.CourseId, "IX_Contests_Open").HasFilter("\"State\" = 'Open'");
        builder.HasOne<Course>().WithMany().HasForeignKey(c => c.CourseId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Submission>().WithMany().HasForeignKey(c => c.SubmissionId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Grading>().WithMany().HasForeignKey(c => c.GradingId).OnDelete(DeleteBehavior.Restrict);
    }
}
