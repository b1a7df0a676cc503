using EksGrader.Checks.Clusters;
using EksGrader.Db.Leases;
using EksGrader.Db.Model;

namespace EksGrader.Jobs.Leases;

/// <summary>A submission under a lease, as far as its deletion is concerned.</summary>
internal sealed record LeasedSubmission
{
    public required SubmissionId Id { get; init; }

    public required LeaseId Lease { get; init; }

    public required StudentId Student { get; init; }

    public required AssignmentId Assignment { get; init; }

    public required DateTimeOffset SubmittedAt { get; init; }

    public required DateTimeOffset? SafeToDeleteAt { get; init; }

    /// <summary>The grading that counts, and the version of the assignment that it grades by; null before the first look is stored.</summary>
    public required GradingId? Counting { get; init; }

    public required int? Version { get; init; }
}

/// <summary>A lease with all that its verdict depends on.</summary>
/// <param name="Lease">The lease, tracked.</param>
/// <param name="Submissions">Every submission under it.</param>
/// <param name="Looks">Every look.</param>
internal sealed record LeaseCase(Lease Lease, IReadOnlyList<LeasedSubmission> Submissions, IReadOnlyList<LeaseProbe> Looks)
{
    /// <summary>
    /// Whether every look is over that the student had to keep the cluster for. What was handed in after the deadline moves it no more:
    /// whoever is overdue is not saved by handing in again.
    /// </summary>
    public bool IsFirm => Holding.All(s => s.SafeToDeleteAt is not null);

    /// <summary>Since when the student has known of every look that the cluster may be deleted.</summary>
    public DateTimeOffset? SafeSince => Holding.Max(s => s.SafeToDeleteAt);

    private IEnumerable<LeasedSubmission> Holding => Submissions.Where(s => s.SubmittedAt <= Lease.Deadline);

    /// <summary>
    /// The time to judge at: now, or that of the newest look where a clock was put back since. What was seen is not unseen.
    /// </summary>
    public DateTimeOffset JudgedAt(DateTimeOffset now) => Lease.LastLookAt > now ? Lease.LastLookAt.Value : now;

    /// <summary>
    /// What the check judges by: a deadline that is not firm has not come. Of a cluster that is gone nobody looks any more, so where its deadline
    /// was moved behind its end, what the last look saw is all that counts, and nothing is waited for.
    /// </summary>
    public LeaseHistory History(DateTimeOffset now)
    {
        var soonest = now + Checks.Assignments.Deadlines.AfterSafeToDelete.ToTimeSpan();
        var deadline = IsFirm || Lease.Deadline > soonest ? Lease.Deadline : soonest;
        if (Lease is { State: LeaseState.Gone, LastLookAt: { } last } && last < deadline)
            deadline = last;
        return LeaseHistories.Of(deadline, Lease.SeenAliveAt is not null, Looks) with { KeepUntil = Lease.KeepUntil };
    }
}
