using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Enforcement;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Clusters;

/// <summary>A line of the board: a lease with all that is shown of it at a glance.</summary>
/// <param name="Lease">The lease.</param>
/// <param name="Student">Whose it is.</param>
/// <param name="Assignment">The slug of the assignment whose rule gave the deadline.</param>
/// <param name="MustStay">Whether a probe is still to come that the student keeps the cluster for: no deadline passes before that.</param>
/// <param name="LastLook">The newest probe; null where there is none.</param>
/// <param name="Order">The newest order to delete the cluster; null where there is none.</param>
/// <param name="Cost">What the cluster costs, estimated.</param>
public sealed record LeaseRow(Lease Lease, Student Student, string Assignment, bool MustStay, LeaseProbe? LastLook, DeletionOrder? Order, LeaseCost Cost)
{
    /// <summary>The cluster as people call it; null where nothing is known of it.</summary>
    public string? Cluster => Lease.DisplayName;

    /// <summary>Whether it lives, as far as is known.</summary>
    public bool IsLive => Lease.EndedAt is null;

    /// <summary>Where it stands, as it is shown: a deadline that has passed is so before the probe that says it.</summary>
    public LeaseState StateAt(DateTimeOffset now) => Lease.State == LeaseState.Active && !MustStay && Lease.Deadline < now ? LeaseState.Overdue : Lease.State;
}

/// <summary>A lease with all that is known of it.</summary>
/// <param name="Row">Its line.</param>
/// <param name="Probes">Every probe, the newest first.</param>
/// <param name="Orders">Every order to delete the cluster, the newest first.</param>
/// <param name="Submissions">The submissions under it, the oldest first.</param>
public sealed record LeaseDetail(LeaseRow Row, IReadOnlyList<LeaseProbe> Probes, IReadOnlyList<OrderWithSteps> Orders, IReadOnlyList<LeaseSubmission> Submissions);

/// <summary>A submission under a lease.</summary>
/// <param name="Id">The submission.</param>
/// <param name="Assignment">The slug of its assignment.</param>
/// <param name="Attempt">Its number among the student's submissions for the assignment.</param>
public sealed record LeaseSubmission(SubmissionId Id, string Assignment, int Attempt);

/// <summary>An order to delete a cluster that waits for an instructor.</summary>
/// <param name="Order">The order.</param>
/// <param name="Number">The student's number.</param>
/// <param name="Name">The student's name.</param>
/// <param name="Cluster">The cluster as people call it; null where nothing is known of it.</param>
public sealed record WaitingOrder(DeletionOrder Order, string Number, string Name, string? Cluster)
{
    /// <summary>Those of a course, the oldest first.</summary>
    public static async Task<IReadOnlyList<WaitingOrder>> ReadAsync(EksGraderDb db, CourseId course, CancellationToken cancellationToken)
    {
        var rows = await db.DeletionOrders.AsNoTracking()
            .Where(o => o.CourseId == course && o.EndedAt == null && (o.Hold == DeletionHold.Brake || o.Hold == DeletionHold.TwoStudents || o.Hold == DeletionHold.SharedAccount))
            .Join(db.Leases.AsNoTracking(), o => o.LeaseId, l => l.Id, (o, l) => new { Order = o, Lease = l })
            .Join(db.Students, x => x.Lease.StudentId, s => s.Id, (x, s) => new { x.Order, x.Lease, s.Number, s.Name })
            .OrderBy(x => x.Order.Id)
            .ToListAsync(cancellationToken);
        return rows.ConvertAll(x => new WaitingOrder(x.Order, x.Number, x.Name, x.Lease.DisplayName));
    }
}
