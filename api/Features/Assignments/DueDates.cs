using EksGrader.Api.Host;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Receipts;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Db.Submissions;
using EksGrader.Db.Vault;
using EksGrader.Jobs.Leases;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Assignments;

/// <summary>How many things moved dates changed, or would.</summary>
/// <param name="NoLongerLate">Submissions that are on time now.</param>
/// <param name="NowLate">Submissions that are late now.</param>
/// <param name="DeadlinesMoved">Deletion deadlines that are others now.</param>
public sealed record MovedDates(int NoLongerLate, int NowLate, int DeadlinesMoved)
{
    /// <summary>Whether anything is another.</summary>
    public bool Any => NoLongerLate + NowLate + DeadlinesMoved > 0;
}

/// <summary>
/// Judges lateness and deletion deadlines again after dates have moved: of submissions that are in already, of clusters that live, and of those
/// that are gone.
/// </summary>
public sealed class DueDates(EksGraderDb db, IVault vault, LeaseVerdicts verdicts, UnseenClusters unseen, AuditTrail audit, TimeProvider time)
{
    /// <summary>No access outlives the last deadline by more (docs/lifecycle.md, "Access is borrowed").</summary>
    internal static readonly TimeSpan AccessLife = TimeSpan.FromDays(7);

    /// <summary>Tells what dates would change, and changes nothing.</summary>
    public async Task<MovedDates> ForeseeAsync(AssignmentId assignment, Deadlines deadlines, CancellationToken cancellationToken) =>
        Count(await EffectsAsync(assignment, deadlines, forChange: false, cancellationToken));

    /// <summary>Judges everything again, in the caller's transaction; each change stands in the audit trail.</summary>
    /// <param name="caller">Who moved the dates.</param>
    /// <param name="assignment">The assignment.</param>
    /// <param name="course">Its course.</param>
    /// <param name="deadlines">What its dates mean now.</param>
    /// <param name="why">Why they were moved.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<MovedDates> ApplyAsync(CurrentUser caller, AssignmentId assignment, CourseId course, Deadlines deadlines, string? why, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken); // the queries below are to see what the transaction has done so far
        await db.LockForUpdateAsync(assignment, cancellationToken);
        var effects = await EffectsAsync(assignment, deadlines, forChange: true, cancellationToken);
        var counted = Count(effects);
        foreach (var (submission, late) in effects.Judged)
        {
            submission.JudgeLateness(late);
            audit.Note(caller, "submission.late", $"submission {submission.Id}", course, late ? "on time" : "late", late ? "late" : "on time", why);
        }

        foreach (var moved in effects.Moved)
            await MoveAsync(caller, moved, why, cancellationToken);
        foreach (var submission in await WithoutLeaseAsync(assignment, cancellationToken))
            await unseen.JudgeAsync(submission, cancellationToken);
        return counted;
    }

    private static MovedDates Count(DueDateEffects effects) => new(effects.Judged.Count(j => !j.Late), effects.Judged.Count(j => j.Late), effects.Moved.Count(m => m.Deadline != m.Lease.Deadline));

    private async Task MoveAsync(CurrentUser caller, MovedLease moved, string? why, CancellationToken cancellationToken)
    {
        var (lease, deadline) = (moved.Lease, moved.Deadline);
        lease.KeepFor(moved.KeepUntil);
        if (deadline == lease.Deadline)
            return;
        audit.Note(caller, "lease.moved", $"lease {lease.Id} of student {lease.StudentId}", lease.CourseId, AuditTrail.Shown(lease.Deadline), AuditTrail.Shown(deadline), why);
        lease.Extend(deadline);
        LeaseSchedule.Rearm(lease, time.GetUtcNow());
        await verdicts.JudgeAsync(lease, cancellationToken);
        if (lease.EndedAt is not null)
            return; // its access is deleted
        foreach (var submission in await db.Submissions.Where(s => s.LeaseId == lease.Id).Select(s => s.Id).ToListAsync(cancellationToken))
            await vault.KeepUntilAsync(submission, deadline + AccessLife, cancellationToken);
    }

    private Task<List<SubmissionId>> WithoutLeaseAsync(AssignmentId assignment, CancellationToken cancellationToken) => db.Submissions
        .Where(s => s.LeaseId == null && s.AssignmentId == assignment && s.Status == SubmissionStatus.Graded)
        .Select(s => s.Id)
        .ToListAsync(cancellationToken);

    private async Task<DueDateEffects> EffectsAsync(AssignmentId assignment, Deadlines deadlines, bool forChange, CancellationToken cancellationToken)
    {
        var submissions = db.Submissions.Where(s => s.AssignmentId == assignment);
        var leases = db.Leases.Where(l => l.AssignmentId == assignment && (l.EndedAt == null || l.State == LeaseState.Gone));
        var effects = DueDateEffects.Of(
            await (forChange ? submissions : submissions.AsNoTracking()).ToListAsync(cancellationToken),
            await (forChange ? leases : leases.AsNoTracking()).ToListAsync(cancellationToken),
            deadlines,
            await ExtendedDues.ReadAsync(db, assignment, student: null, cancellationToken),
            time.GetUtcNow());
        return effects.Nearer is { Count: > 0 } nearer ? effects.Keeping(await HeldAsync(nearer, cancellationToken)) : effects;
    }

    // The receipt says by what a lease was judged when it ended.
    private async Task<Dictionary<LeaseId, DateTimeOffset>> HeldAsync(IReadOnlyList<LeaseId> ended, CancellationToken cancellationToken)
    {
        var receipts = await db.Receipts.AsNoTracking().Where(r => ended.Contains(r.LeaseId)).Select(r => new { r.LeaseId, r.Document }).ToListAsync(cancellationToken);
        return receipts.ToDictionary(r => r.LeaseId, r => ReceiptSignature.Read(r.Document).Deadline);
    }
}
