using EksGrader.Checks.Checks.Deletion;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Events;
using EksGrader.Jobs.Gradings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace EksGrader.Jobs.Leases;

/// <summary>
/// Judges again what was judged by a clock that ran ahead and was put back: no row's time is in the future, so whatever is was noted by that clock.
/// Looks keep their order and distances and are earlier; deadlines, lateness, and late first probes are judged by the times as they are then.
/// Running twice changes nothing.
/// </summary>
public sealed partial class ClockCorrection(
    EksGraderDb db, LeaseCases cases, LeaseVerdicts verdicts, UnseenClusters unseen, SubmissionClockCorrection submissions, IGradingEvents events, ILogger<ClockCorrection> logger)
{
    // What the clocks of two machines may differ by, and no more than nothing is lost by.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

    private const int AtOnce = 100;

    /// <summary>Corrects.</summary>
    /// <param name="now">Now.</param>
    /// <param name="by">By how much the clock was put back, as far as that is known.</param>
    /// <param name="cancellationToken">Ends the waiting; the rest is corrected at the next start.</param>
    public async Task RunAsync(DateTimeOffset now, TimeSpan by, CancellationToken cancellationToken)
    {
        var (shift, future) = (new ClockShift(now, by), now + Tolerance);
        // Submissions first: whether a lease's deadline is firm, and what its verdict is written into, depends on them.
        var ahead = await submissions.AheadAsync(future, cancellationToken);
        foreach (var some in ahead.Chunk(AtOnce))
            await db.WriteAsync(token => submissions.CorrectAsync(some, shift, token), cancellationToken);

        var leases = await db.Leases
            .Where(l => l.LastProbeAt > future || l.StartedAt > future || (l.EndedAt == null && db.LeaseProbes.Any(x => x.LeaseId == l.Id && x.At > future)))
            .Select(l => l.Id)
            .ToListAsync(cancellationToken);
        foreach (var some in leases.Chunk(AtOnce))
            await db.WriteAsync(token => CorrectAsync(some, shift, token), cancellationToken);
        foreach (var submission in ahead)
        {
            await db.WriteAsync(async token => await verdicts.JudgeAsync(await db.Submissions.FirstAsync(s => s.Id == submission, token), token), cancellationToken);
            await unseen.JudgeAsync(submission, cancellationToken);
            events.Wake(submission);
        }

        if (ahead.Count + leases.Count > 0)
            Log.Corrected(logger, leases.Count, ahead.Count, shift.By);
    }

    private async Task CorrectAsync(LeaseId[] ids, ClockShift by, CancellationToken cancellationToken)
    {
        var leases = await db.Leases.Where(l => ids.Contains(l.Id)).ToListAsync(cancellationToken);
        var hidden = (await cases.LoadAsync(leases, cancellationToken)).Where(k => StageOf(k, by.Now) == DeletionStage.Hidden).Select(k => k.Lease.Id).ToHashSet();
        foreach (var lease in leases)
        {
            var looks = await db.LeaseProbes.Where(l => l.LeaseId == lease.Id).OrderBy(l => l.Number).ToListAsync(cancellationToken);
            var shift = by.For([lease.StartedAt, lease.LastProbeAt, .. looks.Select(l => (DateTimeOffset?)l.At)]);
            DateTimeOffset? before = null;
            foreach (var look in looks)
            {
                look.PutBack(shift, before);
                before = look.At;
            }

            lease.PutBack(shift);
        }

        var known = await cases.LoadAsync(leases, cancellationToken);
        await verdicts.JudgeAsync(known, cancellationToken);
        foreach (var one in known.Where(k => k.Lease.EndedAt is null))
        {
            // It was not hidden for a day after all; quarantine by failed enforcement stays.
            if (one.Lease.State == LeaseState.Quarantined && hidden.Contains(one.Lease.Id) && StageOf(one, by.Now) != DeletionStage.Hidden)
                one.Lease.Become(LeaseState.Active, by.Now);
            LeaseSchedule.Rearm(one.Lease, by.Now);
            LeaseSchedule.ProbeNow(one.Lease, by.Now); // and seen by the right clock at once
        }

        await db.SaveChangesAsync(cancellationToken);
        var corrected = leases.ConvertAll(l => l.Id);
        await db.ReminderPlans.Where(p => corrected.Contains(p.LeaseId) && p.NextAt > by.Now).ExecuteUpdateAsync(s => s.SetProperty(p => p.NextAt, by.Now), cancellationToken);
    }

    private static DeletionStage StageOf(LeaseCase known, DateTimeOffset now) => DeletionJudge.StageOf(known.History(known.JudgedAt(now)), known.JudgedAt(now));

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The clock ran ahead and was put back by {By} or more: {Leases} leases and {Submissions} submissions are judged again")]
        public static partial void Corrected(ILogger logger, int leases, int submissions, TimeSpan by);
    }
}

/// <summary>
/// What a clock that ran ahead did to submissions, once it was put back: lateness, charges for a late first observation, checks that passed late, and
/// closings at a deadline that had not come are judged again.
/// </summary>
public sealed class SubmissionClockCorrection(EksGraderDb db, GradingCases cases, AssignmentLibrary library, Checks.Grading.GraderLimits limits, TimeProvider time)
{
    /// <summary>The submissions of which something was noted in the future.</summary>
    /// <param name="future">The end of what is not.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public async Task<IReadOnlyList<SubmissionId>> AheadAsync(DateTimeOffset future, CancellationToken cancellationToken)
    {
        var (nextLook, nextStep) = (future + limits.LongestWait, future + VerdictPolicy.RetryEvery);
        return await db.Submissions
            .Where(s => s.SubmittedAt > future || s.FirstTriedAt > future || s.SafeToDeleteAt > future || s.NextStepAt > nextStep || db.Gradings.Any(g =>
                g.SubmissionId == s.Id && (g.StartedAt > future || g.EndedAt > future || g.NextObservationAt > nextLook)))
            .Select(s => s.Id)
            .ToListAsync(cancellationToken);
    }

    /// <summary>Corrects some, in the caller's transaction.</summary>
    public async Task CorrectAsync(IReadOnlyCollection<SubmissionId> ids, ClockShift by, CancellationToken cancellationToken)
    {
        await db.RejectedSubmissions.Where(r => r.At > by.Now).ExecuteUpdateAsync(s => s.SetProperty(r => r.At, by.Now), cancellationToken);
        foreach (var submission in await db.Submissions.Include(s => s.Overrides).Where(s => ids.Contains(s.Id)).ToListAsync(cancellationToken))
            await CorrectAsync(submission, by, cancellationToken);
    }

    private async Task CorrectAsync(Submission submission, ClockShift by, CancellationToken cancellationToken)
    {
        var gradings = await db.Gradings.Include(g => g.Checks).Include(g => g.Flags).AsSplitQuery()
            .Where(g => g.SubmissionId == submission.Id).OrderBy(g => g.Number).ToListAsync(cancellationToken);
        var shift = by.For([submission.SubmittedAt, submission.FirstTriedAt, submission.SafeToDeleteAt, .. gradings.SelectMany(g => new[] { g.StartedAt, g.EndedAt })]);
        var ahead = gradings.FindAll(g => g.StartedAt > by.Now || g.EndedAt > by.Now || g.NextObservationAt > by.Now + limits.LongestWait);
        submission.PutBack(shift);
        ahead.ForEach(g => g.PutBack(shift));
        await db.SaveChangesAsync(cancellationToken); // the queries below are to see it

        var known = await library.ReadWithNewestDatesAsync(db, submission.AssignmentId, submission.AssignmentVersion, cancellationToken);
        var extension = await cases.ExtensionAsync(submission, cancellationToken);
        JudgeLateness(submission, known.Deadlines.IsLate(GradingCases.At(submission.CountedAt), extension));
        if (!known.Deadlines.IsPassedLate(GradingCases.At(by.Now), extension))
            ahead.ForEach(g => g.RemoveFlags(VerdictPolicy.PassedLateKind));
        if (gradings.Count > 0 && ahead.Count > 0)
            await JudgeFirstObservationAsync(submission, gradings, cancellationToken);

        var deadline = await cases.DeadlineAsync(submission, known, extension, cancellationToken);
        if (!deadline.HasPassed(GradingCases.At(by.Now)))
            Reopen(submission, gradings, ahead);
        if (gradings.Find(g => g.Id == submission.CountingGradingId) is { } counting)
            submission.Count(counting);
    }

    private void JudgeLateness(Submission submission, bool late)
    {
        if (late == submission.Late)
            return;
        submission.JudgeLateness(late);
        db.AuditEntries.Add(new AuditEntry(Id.New<AuditEntryId>(time), time.GetUtcNow(), "service", "submission.late", $"submission {submission.Id}", submission.CourseId)
        {
            From = late ? "on time" : "late",
            To = late ? "late" : "on time",
            Why = "the clock ran ahead and was put back",
        });
    }

    private async Task JudgeFirstObservationAsync(Submission submission, List<Grading> gradings, CancellationToken cancellationToken)
    {
        var firstLookAt = gradings[0].StartedAt;
        if (VerdictPolicy.IsLateFirst(await cases.WaitsSinceAsync(submission, firstLookAt, cancellationToken), firstLookAt))
            return;
        foreach (var grading in gradings.Where(g => g.Flags.Any(s => s.Kind == VerdictPolicy.LateFirstKind)))
        {
            grading.RemoveFlags(VerdictPolicy.LateFirstKind);
            var charged = from check in grading.Checks
                          let verdict = check.ToResult().Verdict
                          let before = VerdictPolicy.WithoutLateCharge(verdict)
                          where before != verdict
                          select (check.Check, before);
            grading.Amend([.. charged]);
        }
    }

    // What was closed at a deadline that had not come stands as it did before.
    private static void Reopen(Submission submission, List<Grading> gradings, List<Grading> ahead)
    {
        if (ahead.Find(g => g.Id == submission.CountingGradingId) is { Reason: GradingReason.Deadline } closing
            && gradings.FindLast(g => g.Number < closing.Number && g is { Reason: not GradingReason.Deadline, Checks.Count: > 0 }) is { } before)
        {
            submission.Count(before);
        }
    }
}
