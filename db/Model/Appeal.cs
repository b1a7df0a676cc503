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
public sealed class Appeal : IVersioned
{
    /// <summary>The longest reason and the longest answer, in characters.</summary>
    public const int LongestText = 2000;

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

    /// <summary>The student's words.</summary>
    public required string Reason { get; init; }

    /// <summary>Who contested.</summary>
    public required string By { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

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
