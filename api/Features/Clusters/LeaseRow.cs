using EksGrader.Db.Model;

namespace EksGrader.Api.Features.Clusters;

/// <summary>A line of the board: a lease with all that is shown of it at a glance.</summary>
/// <param name="Lease">The lease.</param>
/// <param name="Student">Whose it is.</param>
/// <param name="Assignment">The slug of the assignment whose rule gave the deadline.</param>
/// <param name="MustStay">Whether a look is still to come that the student keeps the cluster for: no deadline passes before that.</param>
/// <param name="LastLook">The newest look; null where there is none.</param>
/// <param name="Order">The newest order to delete the cluster; null where there is none.</param>
/// <param name="Cost">What the cluster costs, estimated.</param>
public sealed record LeaseRow(Lease Lease, Student Student, string Assignment, bool MustStay, LeaseProbe? LastLook, DeletionOrder? Order, LeaseCost Cost)
{
    /// <summary>The cluster as people call it; null where nothing is known of it.</summary>
    public string? Cluster => Lease.DisplayName;

    /// <summary>Whether it lives, as far as is known.</summary>
    public bool IsLive => Lease.EndedAt is null;

    /// <summary>Where it stands, as it is shown: a deadline that has passed is so before the look that says it.</summary>
    public LeaseState StateAt(DateTimeOffset now) => Lease.State == LeaseState.Active && !MustStay && Lease.Deadline < now ? LeaseState.Overdue : Lease.State;
}
