using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EksGrader.Db.Model;

/// <summary>Where the regrade of one submission stands.</summary>
public enum RegradeItemState
{
    /// <summary>Its difference is not computed yet.</summary>
    Waiting,

    /// <summary>Its difference is there.</summary>
    Ready,

    /// <summary>Its grading is written, or nothing was to be written.</summary>
    Applied,

    /// <summary>It was left as it is: since the difference was shown, the submission was graded otherwise, or would be judged otherwise.</summary>
    Changed,

    /// <summary>It could not be judged, and is left as it is.</summary>
    Broken,
}

/// <summary>Which way a submission's score goes.</summary>
public enum RegradeEffect
{
    /// <summary>It stays.</summary>
    Same,

    /// <summary>It goes up.</summary>
    Gains,

    /// <summary>It goes down.</summary>
    Loses,

    /// <summary>The score stays, but a verdict or what a check is worth does not.</summary>
    Moves,
}

/// <summary>What a regrade means for one submission.</summary>
public sealed class RegradeItem(RegradePlanId planId, SubmissionId submissionId) : IVersioned
{
    /// <summary>The plan.</summary>
    public RegradePlanId PlanId { get; private set; } = planId;

    /// <summary>The submission.</summary>
    public SubmissionId SubmissionId { get; private set; } = submissionId;

    /// <summary>Where it stands.</summary>
    public RegradeItemState State { get; private set; } = RegradeItemState.Waiting;

    /// <summary>Which way the score goes.</summary>
    public RegradeEffect Effect { get; private set; }

    /// <summary>As of when the difference holds.</summary>
    public DateTimeOffset? ComputedAt { get; private set; }

    /// <summary>The grading that counted when the difference was computed.</summary>
    public GradingId? GradingBefore { get; private set; }

    /// <summary>The version of the assignment that it was judged by.</summary>
    public int VersionBefore { get; private set; }

    /// <summary>The score before, overrides included.</summary>
    public decimal ScoreBefore { get; private set; }

    /// <summary>The score after, overrides included.</summary>
    public decimal ScoreAfter { get; private set; }

    /// <summary>The points of every check before.</summary>
    public decimal MaxBefore { get; private set; }

    /// <summary>The points of every check after.</summary>
    public decimal MaxAfter { get; private set; }

    /// <summary>Whether the grade stood before.</summary>
    public bool FinalBefore { get; private set; }

    /// <summary>Whether the grade will stand.</summary>
    public bool FinalAfter { get; private set; }

    /// <summary>Whether the cluster was looked at anew for it.</summary>
    public bool Observed { get; private set; }

    /// <summary>What was seen, where the cluster was looked at anew.</summary>
    public RecordingId? RecordingId { get; private set; }

    /// <summary>Check by check, as JSON (<see cref="RegradeJson"/>).</summary>
    public string Checks { get; private set; } = "[]";

    /// <summary>The grading that was written; null where none was.</summary>
    public GradingId? GradingAfter { get; private set; }

    /// <inheritdoc/>
    public int RowVersion { get; private set; }

    /// <summary>The difference is there.</summary>
    /// <param name="difference">What it is.</param>
    /// <param name="at">As of when: before anything of it was read.</param>
    public void Compute(RegradeDifference difference, DateTimeOffset at)
    {
        State = RegradeItemState.Ready;
        ComputedAt = at;
        Effect = difference.Effect;
        (GradingBefore, VersionBefore) = (difference.GradingBefore, difference.VersionBefore);
        (ScoreBefore, MaxBefore, FinalBefore) = (difference.Before.Score, difference.Before.Max, difference.Before.Final);
        (ScoreAfter, MaxAfter, FinalAfter) = (difference.After.Score, difference.After.Max, difference.After.Final);
        (Observed, RecordingId) = (difference.Observed, difference.Recording);
        Checks = RegradeJson.Write(difference.Checks);
    }

    /// <summary>It cannot be judged.</summary>
    public void Break(DateTimeOffset at) => (State, ComputedAt) = (RegradeItemState.Broken, at);

    /// <summary>Its grading is written; null where nothing was to be written.</summary>
    public void Apply(GradingId? grading) => (State, GradingAfter) = (RegradeItemState.Applied, grading);

    /// <summary>It is not what was shown any more, and is left as it is.</summary>
    public void Leave() => State = RegradeItemState.Changed;
}

internal sealed class RegradeItemTable : IEntityTypeConfiguration<RegradeItem>
{
    public void Configure(EntityTypeBuilder<RegradeItem> builder)
    {
        builder.HasKey(i => new { i.PlanId, i.SubmissionId });
        builder.HasIndex(i => new { i.PlanId, i.State });
        builder.HasOne<RegradePlan>().WithMany().HasForeignKey(i => i.PlanId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Submission>().WithMany().HasForeignKey(i => i.SubmissionId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StoredRecording>().WithMany().HasForeignKey(i => i.RecordingId).OnDelete(DeleteBehavior.Restrict);
    }
}
