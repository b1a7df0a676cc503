using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Integrity;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Gradings;
using EksGrader.Jobs.Submissions;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Jobs.Regrades;

/// <summary>What a submission comes to by other rules.</summary>
/// <param name="Case">The submission as a grading that is not begun.</param>
/// <param name="Report">What it comes to.</param>
/// <param name="Difference">What that changes.</param>
internal sealed record RegradeJudgement(GradingCase Case, Report Report, RegradeDifference Difference);

/// <summary>
/// Judges submissions by other rules and changes nothing: the same judging that a regrade does, on a grading that is never stored. What
/// is shown before and what is written after come from here, so they are the same or the second is not done.
/// </summary>
internal sealed class RegradeJudge(
    EksGraderDb db, GradingCases cases, RecordingJudge judge, ObservationRunner runner, GraderLimits limits, TimeProvider time)
{
    /// <summary>Judges a submission; null where no grading counts yet.</summary>
    /// <param name="id">The submission.</param>
    /// <param name="by">What to grade by.</param>
    /// <param name="seen">The recording that holds a further observation; null for that of the grading that counts.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<RegradeJudgement?> JudgeAsync(SubmissionId id, KnownAssignment by, RecordingId? seen, CancellationToken cancellationToken) =>
        await LoadAsync(id, by, seen, cancellationToken) is { } loaded ? await JudgeAsync(loaded.Case, loaded.Before, looked: seen is not null, cancellationToken) : null;

    /// <summary>
    /// Looks at the cluster once more and judges what was seen before and now together: the best counts, and what cannot be looked at now
    /// takes nothing away, since every student was told before that the cluster may be deleted. Without access it is the recording alone.
    /// </summary>
    /// <param name="id">The submission.</param>
    /// <param name="by">What to grade by.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<RegradeJudgement?> JudgeAsync(SubmissionId id, KnownAssignment by, CancellationToken cancellationToken)
    {
        if (await LoadAsync(id, by, seen: null, cancellationToken) is not var (known, before))
            return null;

        // Nothing is carried: the observation is for every check of the draft.
        var observation = await runner.ObserveAsync(known with { Settling = new Settling(by.Assignment, limits) }, cancellationToken, quietly: true);
        if (observation.Recorded is { } recorded)
            known.Recording.Add(recorded);
        return await JudgeAsync(known, before, looked: observation.Recorded is not null, cancellationToken);
    }

    private async Task<RegradeJudgement> JudgeAsync(GradingCase known, Grading before, bool looked, CancellationToken cancellationToken)
    {
        var report = await judge.RegradeAsync(known, cancellationToken);
        if (looked)
            report = report with { Flags = VerdictPolicy.JoinFlags(report.Flags, await PassedLateAsync(known, report, cancellationToken)) };
        return new RegradeJudgement(known, report, Compare(known.Submission, before, report) with { Observed = looked });
    }

    // Of the last observation, which came of the plan: what was recorded before it may pass by other rules, and is not late by that.
    private async Task<IReadOnlyList<IntegrityFlag>> PassedLateAsync(GradingCase known, Report report, CancellationToken cancellationToken)
    {
        var earlier = new Recording { Assignment = known.Recording.Assignment };
        foreach (var look in known.Recording.Observations.SkipLast(1))
            earlier.Add(look);
        var before = (await judge.RegradeAsync(known with { Recording = earlier }, cancellationToken)).Checks.ToDictionary(c => c.Check, c => c.Verdict);
        return VerdictPolicy.PassedLate(known, known.Recording.Observations[^1].At, report.Checks.Select(c => KeyValuePair.Create(c.Check, c.Verdict)), before.GetValueOrDefault);
    }

    private async Task<(GradingCase Case, Grading Before)?> LoadAsync(SubmissionId id, KnownAssignment by, RecordingId? seen, CancellationToken cancellationToken)
    {
        var submission = await db.Submissions.AsNoTracking().Include(s => s.Overrides).FirstOrDefaultAsync(s => s.Id == id, cancellationToken);
        if (submission is not { Status: SubmissionStatus.Graded, CountingGradingId: { } counting })
            return null;

        var before = await db.Gradings.AsNoTracking().Include(g => g.Checks).FirstAsync(g => g.Id == counting, cancellationToken);
        var imagined = new Grading(Id.New<GradingId>(time), id, submission.GradingCount + 1, GradingReason.Regrade, before.AssignmentVersion, time.GetUtcNow());
        var known = await cases.LoadAsync(submission, imagined, cancellationToken, by);
        return (seen is null ? known : known with { Recording = await cases.RecordingAsync(seen, cancellationToken) }, before);
    }

    private static RegradeDifference Compare(Submission submission, Grading before, Report report)
    {
        var given = submission.Overrides.Where(o => o.Holds).ToDictionary(o => o.Check);
        var old = before.Checks.OrderBy(c => c.Order).ToDictionary(c => c.Check);
        var asked = report.Checks.Select(c => Line(c.Check, old.GetValueOrDefault(c.Check), c));
        var gone = old.Values.Where(o => report.Checks.All(c => c.Check != o.Check)).Select(o => Line(o.Check, o, null));
        var checks = asked.Concat(gone).ToList();
        return new RegradeDifference
        {
            GradingBefore = before.Id,
            VersionBefore = before.AssignmentVersion,
            Before = new GradeSum(submission.Score ?? 0, submission.MaxScore ?? 0, submission.Final),
            After = new GradeSum(
                checks.Sum(c => c.PointsAfter ?? 0),
                report.MaxScore,
                report.Checks.All(c => c.Verdict.Share is not null || given.ContainsKey(c.Check))),
            Checks = checks,
        };

        RegradedCheck Line(CheckId check, GradedCheck? was, CheckResult? becomes) => new(
            check,
            was is null ? null : new VerdictLine(was.Outcome, was.Points, was.MaxPoints, was.Fault, Db.Model.VerdictJson.ReadText(was.Summary)),
            becomes is null ? null : new VerdictLine(becomes.Verdict.Outcome, becomes.Points, becomes.MaxPoints, becomes.Verdict.Fault, becomes.Verdict.Summary),
            given.GetValueOrDefault(check)?.Points,
            given.GetValueOrDefault(check)?.Reason);
    }
}
