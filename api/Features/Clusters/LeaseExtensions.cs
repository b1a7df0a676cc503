using EksGrader.Api.Features.Assignments;
using EksGrader.Api.Host;
using EksGrader.Checks.Assignments;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Db.Submissions;
using EksGrader.Db.Vault;
using EksGrader.Jobs.Gradings;
using EksGrader.Jobs.Leases;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Clusters;

/// <summary>Gives one lease more time. Each leaves an entry in the audit trail.</summary>
internal sealed class LeaseExtensions(
    EksGraderDb db, LeaseChange change, AssignmentLibrary library, IVault vault, LeaseVerdicts verdicts, AuditTrail audit, TimeProvider time)
{
    private const int LastYear = 2200;

    /// <summary>
    /// Moves the deadline of one lease: never nearer than everyone's 45 minutes, nor before what the assignment's rule gives. What was overdue or in quarantine is
    /// active again, access is kept longer, and the verdict follows.
    /// </summary>
    public Task<Result<Unit>> ExtendAsync(CurrentUser caller, LeaseId id, LeaseExtensionRequest wanted, CancellationToken cancellationToken) => change.RunAsync(
        caller,
        id,
        async (lease, token) =>
        {
            var (now, faults) = (time.GetUtcNow(), new FieldErrors());
            var reason = faults.Text("reason", wanted.Reason, LeaseChange.LongestReason);
            var until = await UntilAsync(lease, wanted.Until, now, faults, token);
            if (faults.Any)
                return Error.Invalid(faults.All);

            audit.Note(caller, "lease.extended", LeaseChange.SubjectOf(lease), lease.CourseId, AuditTrail.Shown(lease.Deadline), AuditTrail.Shown(until), reason);
            lease.ExtendByHand(until);
            if (lease.State == LeaseState.Quarantined)
                lease.Become(LeaseState.Active, now); // an instructor has decided
            LeaseSchedule.Rearm(lease, now);
            foreach (var submission in await db.Submissions.Where(s => s.LeaseId == id).Select(s => s.Id).ToListAsync(token))
                await vault.KeepUntilAsync(submission, until + DueDates.AccessLife, token);
            await db.SaveChangesAsync(token); // what judges is to see it
            await verdicts.JudgeAsync(lease, token);
            return Unit.Value;
        },
        cancellationToken);

    private async Task<DateTimeOffset> UntilAsync(Lease lease, DateTimeOffset? wanted, DateTimeOffset now, FieldErrors faults, CancellationToken cancellationToken)
    {
        if (wanted is not { } until)
        {
            faults.Add("until", "Missing");
            return default;
        }

        var soonest = now + Deadlines.AfterSafeToDelete.ToTimeSpan();
        if (until < soonest)
            await FaultAsync("UntilTooSoon", soonest);
        else if (until.Year >= LastYear)
            faults.AddRange([new("until", LeaseTexts.Catalog["UntilTooFar", LastYear])]);
        else if (lease.ExtendedUntil is null && until <= lease.Deadline)
            await FaultAsync("UntilBeforeDeadline", lease.Deadline);
        else if (until < lease.Deadline && await RuleAsync(lease, cancellationToken) is { } rule && until < rule)
            await FaultAsync("UntilBeforeRule", rule); // an extension that went too far can be mended, but not below what everyone has
        return until.ToUniversalTime();

        async Task FaultAsync(string text, DateTimeOffset at) =>
            faults.AddRange([new("until", LeaseTexts.Catalog[text, await change.ShownAsync(lease, at, cancellationToken)])]);
    }

    private async Task<DateTimeOffset?> RuleAsync(Lease lease, CancellationToken cancellationToken)
    {
        var submissions = await db.Submissions.AsNoTracking().Where(s => s.LeaseId == lease.Id && s.AssignmentId == lease.AssignmentId).ToListAsync(cancellationToken);
        if (submissions.Count == 0)
            return null;
        var version = await db.Assignments.Where(a => a.Id == lease.AssignmentId).Select(a => a.CurrentVersion).FirstAsync(cancellationToken);
        var known = await library.ReadAsync(db, lease.AssignmentId, version, cancellationToken);
        var extended = await ExtendedDues.ReadAsync(db, lease.AssignmentId, lease.StudentId, cancellationToken);
        return DueDateEffects.RuleFor(submissions, known.Deadlines, extended.Of(lease.StudentId), byHand: null).At.ToDateTimeOffset();
    }
}
