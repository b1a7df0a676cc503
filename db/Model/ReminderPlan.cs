namespace EksGrader.Db.Model;

/// <summary>How far the reminders of a lease have come, so that the next one is found without reading the earlier ones.</summary>
/// <param name="leaseId">The lease.</param>
/// <param name="deadline">The deadline that the plan is for: a lease with another one is planned anew.</param>
public sealed class ReminderPlan(LeaseId leaseId, DateTimeOffset deadline) : IVersioned
{
    /// <summary>The lease.</summary>
    public LeaseId LeaseId { get; private set; } = leaseId;

    /// <summary>The deadline that the plan is for.</summary>
    public DateTimeOffset Deadline { get; private set; } = deadline;

    /// <summary>When the lease is thought of next; null for never again, unless its deadline moves.</summary>
    public DateTimeOffset? NextAt { get; private set; } = DateTimeOffset.UnixEpoch;

    /// <inheritdoc/>
    public int RowVersion { get; private set; }

    /// <summary>Thought of: for this deadline, and next then.</summary>
    public void Next(DateTimeOffset deadline, DateTimeOffset? at) => (Deadline, NextAt) = (deadline, at);
}
