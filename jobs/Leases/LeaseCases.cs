using EksGrader.Checks.Clusters;
using EksGrader.Db.Leases;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Jobs.Leases;

/// <summary>Loads leases with what their verdicts depend on, many at once.</summary>
public sealed class LeaseCases(EksGraderDb db, TimeProvider time)
{
    /// <summary>
    /// Loads some leases' submissions and looks, as the transaction has left them so far. Where an observation was over later than the deadline
    /// leaves time for, the deadline follows: no student is told to keep a cluster and to have deleted it before.
    /// </summary>
    internal async Task<IReadOnlyList<LeaseCase>> LoadAsync(IReadOnlyCollection<Lease> leases, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken); // the queries below are to see what the transaction has done so far
        return [.. (await ReadAsync(leases, cancellationToken)).Select(WithTimeToDelete)];
    }

    /// <summary>
    /// Some leases, and the others of the same students for the same assignments, as they stand: of a student's clusters every one must end.
    /// On PostgreSQL those students' leases are not judged elsewhere meanwhile: of two that end at once, the later one sees the other's end.
    /// </summary>
    internal async Task<IReadOnlyList<LeaseCase>> WithOthersAsync(IReadOnlyList<LeaseCase> known, CancellationToken cancellationToken)
    {
        var ids = known.Select(k => k.Lease.Id).ToList();
        var handedIn = known.SelectMany(k => k.Submissions).ToList();
        var students = handedIn.Select(s => s.Student).Distinct().ToList();
        var assignments = handedIn.Select(s => s.Assignment).Distinct().ToList();
        var others = await db.Submissions.AsNoTracking()
            .Where(s => assignments.Contains(s.AssignmentId) && students.Contains(s.StudentId) && s.LeaseId != null && !ids.Contains(s.LeaseId.Value))
            .Select(s => new { Lease = s.LeaseId.GetValueOrDefault(), s.StudentId })
            .Distinct()
            .ToListAsync(cancellationToken);
        if (others.Count == 0)
            return known;

        await db.LockStudentsAsync([.. others.Select(o => o.StudentId).Distinct()], cancellationToken);
        var leases = others.Select(o => o.Lease).ToList();
        return [.. known, .. await ReadAsync(await db.Leases.AsNoTracking().Where(l => leases.Contains(l.Id)).ToListAsync(cancellationToken), cancellationToken)];
    }

    /// <summary>Whether a student has other leases than a submission's own for its assignment.</summary>
    internal Task<bool> HaveOthersAsync(Submission submission, CancellationToken cancellationToken) => db.Submissions.AnyAsync(
        s => s.AssignmentId == submission.AssignmentId && s.StudentId == submission.StudentId && s.LeaseId != null && s.LeaseId != submission.LeaseId, cancellationToken);

    private LeaseCase WithTimeToDelete(LeaseCase known)
    {
        if (known.SafeSince is { } safe)
            TimeToDelete.Keep(db, known.Lease, safe, time);
        return known;
    }

    private async Task<IReadOnlyList<LeaseCase>> ReadAsync(IReadOnlyCollection<Lease> leases, CancellationToken cancellationToken)
    {
        var ids = leases.Select(l => l.Id).ToList();
        var submissions = (await db.Submissions.AsNoTracking()
            .Where(s => s.LeaseId != null && ids.Contains(s.LeaseId.Value))
            .Select(s => new LeasedSubmission
            {
                Id = s.Id,
                Lease = s.LeaseId.GetValueOrDefault(),
                Student = s.StudentId,
                Assignment = s.AssignmentId,
                SubmittedAt = s.SubmittedAt,
                SafeToDeleteAt = s.SafeToDeleteAt,
                Counting = s.CountingGradingId,
                Version = db.Gradings.Where(g => g.Id == s.CountingGradingId).Select(g => (int?)g.AssignmentVersion).FirstOrDefault(),
            })
            .ToListAsync(cancellationToken)).ToLookup(s => s.Lease);
        var looks = (await db.LeaseProbes.AsNoTracking().Where(l => ids.Contains(l.LeaseId)).ToListAsync(cancellationToken)).ToLookup(l => l.LeaseId);
        return [.. leases.Select(lease => new LeaseCase(lease, [.. submissions[lease.Id]], [.. looks[lease.Id]]))];
    }
}

/// <summary>A submission under a lease, as far as its deletion is concerned.</summary>
internal sealed record LeasedSubmission
{
    public required SubmissionId Id { get; init; }

    public required LeaseId Lease { get; init; }

    public required StudentId Student { get; init; }

    public required AssignmentId Assignment { get; init; }

    public required DateTimeOffset SubmittedAt { get; init; }

    public required DateTimeOffset? SafeToDeleteAt { get; init; }

    /// <summary>The grading that counts, and the version of the assignment that it grades by; null before the first observation is stored.</summary>
    public required GradingId? Counting { get; init; }

    public required int? Version { get; init; }
}

/// <summary>A lease with all that its verdict depends on.</summary>
/// <param name="Lease">The lease, tracked.</param>
/// <param name="Submissions">Every submission under it.</param>
/// <param name="Probes">Every probe.</param>
internal sealed record LeaseCase(Lease Lease, IReadOnlyList<LeasedSubmission> Submissions, IReadOnlyList<LeaseProbe> Probes)
{
    /// <summary>
    /// Whether every observation is over that the student had to keep the cluster for. What was submitted after the deadline moves it no more:
    /// an overdue student is not saved by submitting again.
    /// </summary>
    public bool IsFirm => Holding.All(s => s.SafeToDeleteAt is not null);

    /// <summary>Since when the student has known of every observation that the cluster may be deleted.</summary>
    public DateTimeOffset? SafeSince => Holding.Max(s => s.SafeToDeleteAt);

    private IEnumerable<LeasedSubmission> Holding => Submissions.Where(s => s.SubmittedAt <= Lease.Deadline);

    /// <summary>
    /// The time to judge at: now, or that of the newest observation where a clock was put back since. What was seen is not unseen.
    /// </summary>
    public DateTimeOffset JudgedAt(DateTimeOffset now) => Lease.LastProbeAt > now ? Lease.LastProbeAt.Value : now;

    /// <summary>
    /// What the check judges by: a deadline that is not firm has not come. A cluster that is gone is not observed any more, so where its deadline
    /// was moved behind its end, what the last observation saw is all that counts, and nothing is waited for.
    /// </summary>
    public LeaseHistory History(DateTimeOffset now)
    {
        var soonest = now + Checks.Assignments.Deadlines.AfterSafeToDelete.ToTimeSpan();
        var deadline = IsFirm || Lease.Deadline > soonest ? Lease.Deadline : soonest;
        if (Lease is { State: LeaseState.Gone, LastProbeAt: { } last } && last < deadline)
            deadline = last;
        return LeaseHistories.Of(deadline, Lease.SeenAliveAt is not null, Probes) with { KeepUntil = Lease.KeepUntil };
    }
}
