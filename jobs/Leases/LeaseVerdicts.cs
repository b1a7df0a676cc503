using EksGrader.Checks;
using EksGrader.Checks.Assignments;
using EksGrader.Db;
using EksGrader.Db.Ids;
using EksGrader.Db.Leases;
using EksGrader.Db.Submissions;
using EksGrader.Jobs.Assignments;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Jobs.Leases;

/// <summary>
/// Judges <c>cluster-deletion</c>, and every other check whose time comes after the deadline, by the looks of a lease, for every
/// submission that stands under it. The verdict goes into the grading that counts: it is the same grading whose time has come, so
/// nothing of it is copied, and the looks themselves are the record of how it came about.
/// </summary>
/// <param name="db">The database.</param>
/// <param name="cases">Loads what is known.</param>
/// <param name="library">The assignments.</param>
/// <param name="checks">The checks whose time comes after the deadline.</param>
/// <param name="amending">Writes verdicts.</param>
/// <param name="time">The clock.</param>
public sealed class LeaseVerdicts(EksGraderDb db, LeaseCases cases, AssignmentLibrary library, DeletionChecks checks, VerdictAmender amending, TimeProvider time)
{

    /// <summary>
    /// Judges every submission under a lease by what is known now: verdict, score and whether the grade is final, in the caller's
    /// transaction. Judging twice changes nothing. Overrides hold.
    /// </summary>
    /// <param name="lease">The lease, tracked: its deadline and state as they are to be.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task JudgeAsync(Lease lease, CancellationToken cancellationToken) =>
        await JudgeAsync(await cases.LoadAsync([lease], cancellationToken), cancellationToken);

    /// <summary>Judges what stands under the lease of a submission, after a grading of it was stored in the same transaction; nothing where it has none.</summary>
    public async Task JudgeAsync(Submission submission, CancellationToken cancellationToken)
    {
        if (submission.LeaseId is { } id)
            await JudgeAsync(await db.Leases.FirstAsync(l => l.Id == id, cancellationToken), cancellationToken);
    }

    /// <summary>Whether a report says anything about the deletion but that it is pending.</summary>
    internal bool IsDecided(Report report) => report.Checks.Any(c => checks.Ids.Contains(c.Check) && c.Verdict.Outcome != Outcome.Pending);

    /// <summary>
    /// What the checks that come after the deadline are to be in a report that is not stored yet: what a regrade is shown and judged by.
    /// </summary>
    /// <param name="report">The report.</param>
    /// <param name="submission">Its submission.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<Report> IntoAsync(Report report, Submission submission, CancellationToken cancellationToken)
    {
        if (submission.LeaseId is not { } id || !report.Assignment.Checks.Any(c => checks.Ids.Contains(c.Check)))
            return report;
        var lease = await db.Leases.AsNoTracking().FirstAsync(l => l.Id == id, cancellationToken);
        var known = await cases.LoadAsync([lease], cancellationToken);
        var verdicts = await JudgeAsync(known[0], report.Assignment, cancellationToken);
        return report with
        {
            Checks = [.. report.Checks.Select(c => verdicts.TryGetValue(c.Check, out var verdict) && !StoredVerdict.IsNotEks(c.Verdict)
                ? c with { Verdict = verdict }
                : c)],
        };
    }

    /// <summary>Judges many at once. Tells whose verdicts changed.</summary>
    internal async Task<IReadOnlyList<SubmissionId>> JudgeAsync(IReadOnlyList<LeaseCase> known, CancellationToken cancellationToken)
    {
        var stored = await amending.StoredAsync(known.SelectMany(c => c.Submissions).Select(s => s.Counting), cancellationToken);
        var changes = new List<AmendedVerdict>();
        foreach (var one in known)
        {
            var byVersion = new Dictionary<(AssignmentId, int), IReadOnlyDictionary<CheckId, Verdict>>();
            foreach (var submission in one.Submissions)
            {
                if (submission is not { Counting: { } counting, Version: { } version } || !stored[counting].Any())
                    continue;
                if (!byVersion.TryGetValue((submission.Assignment, version), out var verdicts))
                    byVersion[(submission.Assignment, version)] = verdicts = await JudgeAsync(one, (await library.ReadAsync(db, submission.Assignment, version, cancellationToken)).Assignment, cancellationToken);
                changes.AddRange(stored[counting]
                    .Where(s => verdicts.TryGetValue(s.Check, out var verdict) && s.Becomes(verdict, one.IsFirm))
                    .Select(s => new AmendedVerdict(submission.Id, s, verdicts[s.Check], FormattableString.Invariant($"look {one.Lease.LookCount} of lease {one.Lease.Id}"))));
            }
        }

        await amending.WriteAsync(changes, cancellationToken);
        return [.. changes.Select(c => c.Submission).Distinct()];
    }

    private async Task<IReadOnlyDictionary<CheckId, Verdict>> JudgeAsync(LeaseCase known, Assignment assignment, CancellationToken cancellationToken)
    {
        var at = known.JudgedAt(time.GetUtcNow());
        var verdicts = await checks.JudgeAsync(assignment, known.History(at), known.Lease.StartedAt, at, cancellationToken);
        return known.Lease.State == LeaseState.Settled ? verdicts.ToDictionary(v => v.Key, v => Settle(v.Value)) : verdicts;
    }

    // Nobody looks any more, so what waits for a look waits for ever. Whoever settled it by hand gives the points by hand.
    private static Verdict Settle(Verdict verdict) =>
        verdict.Outcome == Outcome.Pending ? Verdict.Unknown(Fault.Grader, JobTexts.Catalog["SettledByHand"]) with { Evidence = verdict.Evidence } : verdict;
}
