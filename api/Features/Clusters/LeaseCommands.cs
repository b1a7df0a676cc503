using EksGrader.Api.Features.Assignments;
using EksGrader.Api.Features.Submissions;
using EksGrader.Api.Host;
using EksGrader.Api.Shared;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Checks.Deletion;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Db.Submissions;
using EksGrader.Db.Vault;
using EksGrader.Jobs.Events;
using EksGrader.Jobs.Gradings;
using EksGrader.Jobs.Leases;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Clusters;

/// <summary>What instructors do to one lease: more time, or an end by hand. Each leaves an entry in the audit trail.</summary>
internal sealed class LeaseCommands(
    EksGraderDb db, AssignmentLibrary library, IVault vault, LeaseVerdicts verdicts, LeaseEnding ending, Overrides overrides,
    LeaseFigures figures, ILeaseEvents events, AuditTrail audit, TimeProvider time)
{
    /// <summary>The longest reason.</summary>
    public const int LongestReason = 2000;

    private const int LastYear = 2200;
    private const string Passed = "passed";
    private const string Failed = "failed";

    /// <summary>
    /// Moves the deadline of one lease: never nearer than everyone's 45 minutes, nor before what the assignment's rule gives. What was overdue or in quarantine is
    /// active again, access is kept longer, and the verdict follows.
    /// </summary>
    public Task<Result<Unit>> ExtendAsync(CurrentUser caller, LeaseId id, LeaseExtensionRequest wanted, CancellationToken cancellationToken) => ChangeAsync(
        caller,
        id,
        async (lease, token) =>
        {
            var (now, faults) = (time.GetUtcNow(), new FieldErrors());
            var reason = faults.Text("reason", wanted.Reason, LongestReason);
            var until = await UntilAsync(lease, wanted.Until, now, faults, token);
            if (faults.Any)
                return Error.Invalid(faults.All);

            audit.Note(caller, "lease.extended", SubjectOf(lease), lease.CourseId, AuditTrail.Shown(lease.Deadline), AuditTrail.Shown(until), reason);
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

    /// <summary>Settles a lease by hand: no one looks any more. With an outcome the points of its check are given, or taken of all that its student handed in, else its verdict waits for an override.</summary>
    public Task<Result<Unit>> SettleAsync(CurrentUser caller, LeaseId id, LeaseSettlementRequest wanted, CancellationToken cancellationToken) => ChangeAsync(
        caller,
        id,
        async (lease, token) =>
        {
            var faults = new FieldErrors();
            var reason = faults.Text("reason", wanted.Reason, LongestReason);
            if (wanted.Outcome is not (null or Passed or Failed))
                faults.AddRange([new("outcome", LeaseTexts.Catalog["Outcome"])]);
            if (faults.Any)
                return Error.Invalid(faults.All);

            audit.Note(caller, "lease.settled", SubjectOf(lease), lease.CourseId, WordOf(lease.State), wanted.Outcome ?? WordOf(LeaseState.Settled), reason);
            await ending.EndAsync(lease, LeaseState.Settled, time.GetUtcNow(), token);
            if (wanted.Outcome is { } outcome)
                await GivePointsAsync(caller, lease, outcome == Passed, reason, token);
            return Unit.Value;
        },
        cancellationToken);

    private async Task<Result<Unit>> ChangeAsync(CurrentUser caller, LeaseId id, Func<Lease, CancellationToken, Task<Result<Unit>>> change, CancellationToken cancellationToken)
    {
        CourseId? course = null;
        var answer = await db.WriteAsync<Result<Unit>>(
            async token =>
            {
                var taught = db.Courses.TaughtBy(db, caller.Viewer, assistantsToo: false);
                var lease = await db.Leases.FirstOrDefaultAsync(l => l.Id == id && taught.Any(c => c.Id == l.CourseId), token);
                if (lease is null)
                    return await db.Leases.SeenBy(db, caller.Viewer).AnyAsync(l => l.Id == id, token) ? Error.Forbidden : Error.Missing;
                course = lease.CourseId;
                return lease.EndedAt is { } ended
                    ? Error.Of(ProblemKind.LeaseOver, LeaseTexts.Catalog["Over", await ShownAsync(lease, ended, token)])
                    : await change(lease, token);
            },
            cancellationToken);
        if (answer.IsSuccess && course is { } changed)
        {
            figures.Forget(changed);
            events.Wake(id, changed);
        }

        return answer;
    }

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
            faults.AddRange([new("until", LeaseTexts.Catalog[text, await ShownAsync(lease, at, cancellationToken)])]);
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

    private async Task GivePointsAsync(CurrentUser caller, Lease lease, bool all, string reason, CancellationToken cancellationToken)
    {
        // Every cluster of a student must end: one that did not costs the points whichever hand-in counts; one that did speaks for itself alone.
        var under = db.Submissions.Where(s => s.LeaseId == lease.Id);
        var submissions = await db.Submissions.Include(s => s.Overrides)
            .Where(s => s.LeaseId == lease.Id || (!all && s.StudentId == lease.StudentId && under.Any(u => u.AssignmentId == s.AssignmentId)))
            .ToListAsync(cancellationToken);
        foreach (var submission in submissions)
        {
            var grading = await db.Gradings.Include(g => g.Checks).FirstOrDefaultAsync(g => g.Id == submission.CountingGradingId, cancellationToken);
            if (grading?.Checks.FirstOrDefault(c => c.Check == ClusterDeletionCheck.Id) is not { } graded)
                continue;
            overrides.Give(caller, submission, graded, all ? graded.MaxPoints : 0, reason);
            submission.Count(grading);
        }
    }

    private async Task<string> ShownAsync(Lease lease, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var zone = await db.Courses.Where(c => c.Id == lease.CourseId).Select(c => c.TimeZone).FirstAsync(cancellationToken);
        return Moments.Format(at, NodaTime.DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone));
    }

    private static string SubjectOf(Lease lease) => $"lease {lease.Id} of student {lease.StudentId}";

    private static string WordOf(LeaseState state) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(state.ToString());
}
