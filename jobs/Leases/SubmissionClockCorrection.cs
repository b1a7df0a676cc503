using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Gradings;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Jobs.Leases;

/// <summary>
/// What a clock that ran ahead did to submissions, once it was put back: lateness, charges for a late first look, checks that passed late, and
/// closings at a deadline that had not come are judged again.
/// </summary>
/// <param name="db">The database.</param>
/// <param name="cases">Tells extensions and waits.</param>
/// <param name="library">Tells what dates mean.</param>
/// <param name="limits">How long a settling grading waits between looks at most.</param>
/// <param name="time">The clock.</param>
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
                g.SubmissionId == s.Id && (g.StartedAt > future || g.EndedAt > future || g.NextLookAt > nextLook)))
            .Select(s => s.Id)
            .ToListAsync(cancellationToken);
    }

    /// <summary>Mends some, in the caller's transaction.</summary>
    public async Task MendAsync(IReadOnlyCollection<SubmissionId> ids, ClockShift by, CancellationToken cancellationToken)
    {
        await db.RejectedSubmissions.Where(r => r.At > by.Now).ExecuteUpdateAsync(s => s.SetProperty(r => r.At, by.Now), cancellationToken);
        foreach (var submission in await db.Submissions.Include(s => s.Overrides).Where(s => ids.Contains(s.Id)).ToListAsync(cancellationToken))
            await MendAsync(submission, by, cancellationToken);
    }

    private async Task MendAsync(Submission submission, ClockShift by, CancellationToken cancellationToken)
    {
        var gradings = await db.Gradings.Include(g => g.Checks).Include(g => g.Signs).AsSplitQuery()
            .Where(g => g.SubmissionId == submission.Id).OrderBy(g => g.Number).ToListAsync(cancellationToken);
        var shift = by.For([submission.SubmittedAt, submission.FirstTriedAt, submission.SafeToDeleteAt, .. gradings.SelectMany(g => new[] { g.StartedAt, g.EndedAt })]);
        var ahead = gradings.FindAll(g => g.StartedAt > by.Now || g.EndedAt > by.Now || g.NextLookAt > by.Now + limits.LongestWait);
        submission.PutBack(shift);
        ahead.ForEach(g => g.PutBack(shift));
        await db.SaveChangesAsync(cancellationToken); // the queries below are to see it

        var known = await library.ReadWithNewestDatesAsync(db, submission.AssignmentId, submission.AssignmentVersion, cancellationToken);
        var extension = await cases.ExtensionAsync(submission, cancellationToken);
        JudgeLateness(submission, known.Deadlines.IsLate(GradingCases.At(submission.CountedAt), extension));
        if (!known.Deadlines.IsPassedLate(GradingCases.At(by.Now), extension))
            ahead.ForEach(g => g.RemoveSigns(VerdictPolicy.PassedLateKind));
        if (gradings.Count > 0 && ahead.Count > 0)
            await JudgeFirstLookAsync(submission, gradings, cancellationToken);

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

    private async Task JudgeFirstLookAsync(Submission submission, List<Grading> gradings, CancellationToken cancellationToken)
    {
        var firstLookAt = gradings[0].StartedAt;
        if (VerdictPolicy.IsLateFirst(await cases.WaitsSinceAsync(submission, firstLookAt, cancellationToken), firstLookAt))
            return;
        foreach (var grading in gradings.Where(g => g.Signs.Any(s => s.Kind == VerdictPolicy.LateFirstKind)))
        {
            grading.RemoveSigns(VerdictPolicy.LateFirstKind);
            foreach (var check in grading.Checks.ToList())
            {
                var verdict = check.ToResult().Verdict;
                if (VerdictPolicy.WithoutLateCharge(verdict) is var before && before != verdict)
                    grading.Amend(check.Check, before);
            }
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
