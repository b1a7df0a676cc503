using System.Text.Json;
using EksGrader.Checks.Core;
using EksGrader.Checks.Enforcement;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EksGrader.Db.Model;

/// <summary>Where an order to delete a cluster stands.</summary>
public enum DeletionOrderState
{
    /// <summary>Nothing is deleted: it has not begun, or is held (<see cref="DeletionOrder.Hold"/>).</summary>
    Waiting,

    /// <summary>It is being carried out.</summary>
    Running,

    /// <summary>Everything that may be deleted is gone; of a dry run: everything is listed.</summary>
    Done,

    /// <summary>Three attempts failed.</summary>
    Failed,

    /// <summary>It was stopped: by an instructor, or because what it was about is not so any more.</summary>
    Stopped,
}

/// <summary>What holds an order.</summary>
public enum DeletionHold
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The brake: too many clusters in one hour, until an instructor confirms.</summary>
    Brake,

    /// <summary>Two students claim the cluster, until an instructor decides.</summary>
    TwoStudents,

    /// <summary>The cluster is gone, and another of its name lives: what the two left behind is not told apart by tags. Until that one is gone.</summary>
    AnotherCluster,

    /// <summary>The course itself reaches the cluster, in an account of many students: that it is this student's is their word alone, until an instructor decides.</summary>
    SharedAccount,
}

/// <summary>
/// An order to delete one cluster and what it left behind, in the order of <see cref="DeletionStepKind"/>. Its steps are what is
/// there and what was asked; it goes on from them after any restart. A lease has one live order at most: an index says so.
/// </summary>
public sealed class DeletionOrder(DeletionOrderId id, LeaseId leaseId, CourseId courseId, bool dryRun, string by, string why, DateTimeOffset at) : IVersioned
{
    /// <summary>How many failed attempts end an order.</summary>
    public const int MostAttempts = 3;

    /// <summary>Its id.</summary>
    public DeletionOrderId Id { get; private set; } = id;

    /// <summary>The lease.</summary>
    public LeaseId LeaseId { get; private set; } = leaseId;

    /// <summary>The lease's course.</summary>
    public CourseId CourseId { get; private set; } = courseId;

    /// <summary>Whether it only lists what would go.</summary>
    public bool DryRun { get; private set; } = dryRun;

    /// <summary>Who ordered.</summary>
    public string By { get; private set; } = by;

    /// <summary>Why.</summary>
    public string Why { get; private set; } = why;

    /// <summary>When it was ordered.</summary>
    public DateTimeOffset At { get; private set; } = at;

    /// <summary>Where it stands.</summary>
    public DeletionOrderState State { get; private set; } = DeletionOrderState.Waiting;

    /// <summary>What holds it.</summary>
    public DeletionHold Hold { get; private set; }

    /// <summary>Who decided that the cluster may go although another student claims it, or its account is shared; null where that was not needed.</summary>
    public string? ConfirmedBy { get; private set; }

    /// <summary>When deleting began: what the brake counts.</summary>
    public DateTimeOffset? BeganAt { get; private set; }

    /// <summary>When it is driven a step further; null where nothing is awaited but an instructor, and at the end.</summary>
    public DateTimeOffset? NextAt { get; private set; } = at;

    /// <summary>How many attempts failed.</summary>
    public int Attempts { get; private set; }

    /// <summary>How often in a row nothing could be looked at.</summary>
    public int Troubles { get; private set; }

    /// <summary>What kept it from going on, or why it ended as it did, as JSON of both languages.</summary>
    public string? TroubleJson { get; private set; }

    /// <summary>When it ended; null while it is live.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <inheritdoc/>
    public int RowVersion { get; private set; }

    /// <summary>Whether it has not ended.</summary>
    public bool IsLive => EndedAt is null;

    /// <summary>What kept it from going on, or why it ended as it did; null where nothing did.</summary>
    public LocalizedText? Trouble => TroubleJson is { } json ? JsonSerializer.Deserialize(json, EnforcementJson.Default.LocalizedText) : null;

    /// <summary>Puts it before an instructor, or until something has passed.</summary>
    /// <param name="hold">What holds it.</param>
    /// <param name="why">In words.</param>
    /// <param name="nextAt">When it is looked at again; null to wait for an instructor.</param>
    public void Wait(DeletionHold hold, LocalizedText why, DateTimeOffset? nextAt) => (State, Hold, NextAt, TroubleJson) = (DeletionOrderState.Waiting, hold, nextAt, Write(why));

    /// <summary>An instructor decided whose cluster it is. It begins like every other then, under the brake.</summary>
    public void Confirm(string by, DateTimeOffset now) => (Hold, ConfirmedBy, NextAt, TroubleJson) = (DeletionHold.None, by, now, null);

    /// <summary>Begins deleting.</summary>
    public void Begin(DateTimeOffset now) => (State, Hold, BeganAt, NextAt) = (DeletionOrderState.Running, DeletionHold.None, BeganAt ?? now, now);

    /// <summary>Takes it in hand: no other process drives it before then, and one does when this process is gone.</summary>
    public void Take(DateTimeOffset until) => NextAt = until;

    /// <summary>It went a step further.</summary>
    public void GoOn(DateTimeOffset nextAt) => (State, Hold, NextAt, Troubles, TroubleJson) = (DeletionOrderState.Running, DeletionHold.None, nextAt, 0, null);

    /// <summary>Nothing could be looked at; that may pass.</summary>
    public void PutOff(LocalizedText why, DateTimeOffset nextAt) => (NextAt, Troubles, TroubleJson) = (nextAt, Troubles + 1, Write(why));

    /// <summary>An attempt failed. The last one ends the order.</summary>
    public void Fail(LocalizedText why, DateTimeOffset now, DateTimeOffset againAt)
    {
        Attempts++;
        (Troubles, TroubleJson) = (0, Write(why));
        if (Attempts >= MostAttempts)
            End(DeletionOrderState.Failed, now);
        else
            NextAt = againAt;
    }

    /// <summary>It is carried out.</summary>
    public void Finish(LocalizedText? remark, DateTimeOffset now)
    {
        TroubleJson = remark is null ? null : Write(remark);
        End(DeletionOrderState.Done, now);
    }

    /// <summary>It is not carried out any further.</summary>
    public void Stop(LocalizedText why, DateTimeOffset now)
    {
        TroubleJson = Write(why);
        End(DeletionOrderState.Stopped, now);
    }

    private void End(DeletionOrderState state, DateTimeOffset now) => (State, Hold, NextAt, EndedAt) = (state, DeletionHold.None, null, now);

    private static string Write(LocalizedText text) => JsonSerializer.Serialize(text, EnforcementJson.Default.LocalizedText);
}

internal sealed class DeletionOrderTable : IEntityTypeConfiguration<DeletionOrder>
{
    public void Configure(EntityTypeBuilder<DeletionOrder> builder)
    {
        builder.HasKey(o => o.Id);
        builder.Ignore(o => o.IsLive);
        builder.Ignore(o => o.Trouble);

        // Two orders for one cluster would each ask for what the other waits for.
        builder.HasIndex(o => o.LeaseId, "IX_DeletionOrders_Live").IsUnique().HasFilter("\"EndedAt\" IS NULL");
        builder.HasIndex(o => new { o.LeaseId, o.Id });

        // The dispatcher reads this alone; the brake counts by the other.
        builder.HasIndex(o => o.NextAt).HasFilter("\"NextAt\" IS NOT NULL");
        builder.HasIndex(o => o.BeganAt).HasFilter("\"BeganAt\" IS NOT NULL");
        builder.HasOne<Lease>().WithMany().HasForeignKey(o => o.LeaseId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Course>().WithMany().HasForeignKey(o => o.CourseId).OnDelete(DeleteBehavior.Restrict);
    }
}
