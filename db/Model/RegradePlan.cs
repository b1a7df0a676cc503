using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EksGrader.Db.Model;

/// <summary>What a regrade is judged by.</summary>
public enum RegradeSource
{
    /// <summary>What was recorded.</summary>
    Recording,

    /// <summary>What was recorded, and one more observation of every cluster whose access is still kept.</summary>
    Cluster,
}

/// <summary>Where a plan stands.</summary>
public enum RegradePlanState
{
    /// <summary>The differences are being computed; nothing has changed.</summary>
    Computing,

    /// <summary>The differences are there; nothing has changed.</summary>
    Ready,

    /// <summary>It was applied: its gradings are being written.</summary>
    Applying,

    /// <summary>It is applied.</summary>
    Applied,

    /// <summary>It was dropped; nothing has changed, and nothing will.</summary>
    Dropped,
}

/// <summary>
/// A regrade of a whole assignment that is first shown as a difference: who gains, who loses, and why. Nothing of it touches a grade
/// until it is applied.
/// </summary>
public sealed class RegradePlan(
    RegradePlanId id, CourseId courseId, AssignmentId assignmentId, RegradeSource source, string reason, string by, DateTimeOffset createdAt) : IVersioned
{
    /// <summary>Its id.</summary>
    public RegradePlanId Id { get; private set; } = id;

    /// <summary>The course.</summary>
    public CourseId CourseId { get; private set; } = courseId;

    /// <summary>The assignment.</summary>
    public AssignmentId AssignmentId { get; private set; } = assignmentId;

    /// <summary>What it is judged by.</summary>
    public RegradeSource Source { get; private set; } = source;

    /// <summary>Why it is wanted.</summary>
    public string Reason { get; private set; } = reason;

    /// <summary>Who began it.</summary>
    public string By { get; private set; } = by;

    /// <summary>When.</summary>
    public DateTimeOffset CreatedAt { get; private set; } = createdAt;

    /// <summary>The version of the assignment that the draft was made from; once another one counts, the plan is stale.</summary>
    public int BaseVersion { get; private set; }

    /// <summary>The assignment to grade by, in canonical YAML.</summary>
    public string Document { get; private set; } = "";

    /// <summary>Whether the draft differs from <see cref="BaseVersion"/>, so that applying makes a version.</summary>
    public bool MakesVersion { get; private set; }

    /// <summary>Where it stands.</summary>
    public RegradePlanState State { get; private set; } = RegradePlanState.Computing;

    /// <summary>The number of this computing, from 1: a job of an earlier one stops when it sees another number.</summary>
    public int Round { get; private set; }

    /// <summary>How many submissions it is about; null while they are not listed yet.</summary>
    public int? Total { get; private set; }

    /// <summary>When a job last did something for it: a plan at work that is silent for long has lost its job.</summary>
    public DateTimeOffset TouchedAt { get; private set; } = createdAt;

    /// <summary>When the differences were there.</summary>
    public DateTimeOffset? ReadyAt { get; private set; }

    /// <summary>Who applied or dropped it.</summary>
    public string? DecidedBy { get; private set; }

    /// <summary>When it was applied or dropped.</summary>
    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>The version that its gradings are judged by; null until it is applied.</summary>
    public int? AppliedVersion { get; private set; }

    /// <summary>When the last of its gradings was written.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <inheritdoc/>
    public int RowVersion { get; private set; }

    /// <summary>Whether a job works on it.</summary>
    public bool IsAtWork => State is RegradePlanState.Computing or RegradePlanState.Applying;

    /// <summary>Computes the differences, the first time or again on what is there by now. Remove the items of before.</summary>
    /// <param name="baseVersion">The version of the assignment that counts now.</param>
    /// <param name="document">The assignment to grade by, in canonical YAML.</param>
    /// <param name="makesVersion">Whether it differs from that version.</param>
    /// <param name="at">When.</param>
    /// <exception cref="InvalidOperationException">It was applied or dropped.</exception>
    public void Compute(int baseVersion, string document, bool makesVersion, DateTimeOffset at)
    {
        Require(RegradePlanState.Computing, RegradePlanState.Ready);
        (BaseVersion, Document, MakesVersion) = (baseVersion, document, makesVersion);
        (State, Total, ReadyAt, TouchedAt) = (RegradePlanState.Computing, null, null, at);
        Round++;
    }

    /// <summary>The submissions that it is about are listed.</summary>
    public void List(int total, DateTimeOffset at) => (Total, TouchedAt) = (total, at);

    /// <summary>A job is at it.</summary>
    public void Touch(DateTimeOffset at) => TouchedAt = at;

    /// <summary>The differences are there.</summary>
    /// <exception cref="InvalidOperationException">It is not being computed.</exception>
    public void Finish(DateTimeOffset at)
    {
        Require(RegradePlanState.Computing);
        (State, ReadyAt, TouchedAt) = (RegradePlanState.Ready, at, at);
    }

    /// <summary>Applies it: from here on its gradings are written.</summary>
    /// <param name="by">Who.</param>
    /// <param name="at">When.</param>
    /// <param name="version">The version of the assignment that the gradings are judged by.</param>
    /// <exception cref="InvalidOperationException">Its differences are not there.</exception>
    public void Apply(string by, DateTimeOffset at, int version)
    {
        Require(RegradePlanState.Ready);
        (State, DecidedBy, DecidedAt, AppliedVersion, TouchedAt) = (RegradePlanState.Applying, by, at, version, at);
    }

    /// <summary>Its gradings are written.</summary>
    /// <exception cref="InvalidOperationException">It is not being applied.</exception>
    public void End(DateTimeOffset at)
    {
        Require(RegradePlanState.Applying);
        (State, EndedAt, TouchedAt) = (RegradePlanState.Applied, at, at);
    }

    /// <summary>Drops it.</summary>
    /// <exception cref="InvalidOperationException">It was applied or dropped before.</exception>
    public void Drop(string by, DateTimeOffset at)
    {
        Require(RegradePlanState.Computing, RegradePlanState.Ready);
        (State, DecidedBy, DecidedAt, TouchedAt) = (RegradePlanState.Dropped, by, at, at);
    }

    private void Require(params ReadOnlySpan<RegradePlanState> allowed)
    {
        if (!allowed.Contains(State))
            throw new InvalidOperationException($"Regrade plan {Id} is {State}.");
    }
}

internal sealed class RegradePlanTable : IEntityTypeConfiguration<RegradePlan>
{
    public void Configure(EntityTypeBuilder<RegradePlan> builder)
    {
        builder.HasKey(p => p.Id);
        builder.HasIndex(p => new { p.AssignmentId, p.Id });

        // The sweep for plans that lost their job reads this alone.
        builder.HasIndex(p => p.TouchedAt, "IX_RegradePlans_AtWork").HasFilter("\"State\" IN ('Computing', 'Applying')");
        builder.HasOne<Course>().WithMany().HasForeignKey(p => p.CourseId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<CourseAssignment>().WithMany().HasForeignKey(p => p.AssignmentId).OnDelete(DeleteBehavior.Restrict);
    }
}
