using EksGrader.Checks.Assignments;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Gradings;
using EksGrader.Jobs.Scheduling;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace EksGrader.Jobs.Leases;

/// <summary>
/// Judges <c>cluster-deletion</c>, and every other check whose time comes after the deadline, by the observations of a lease, for every
/// submission that stands under it. The verdict goes into the grading that counts: it is the same grading whose time has come, so
/// nothing of it is copied, and the observations themselves are the record of how it came about.
/// </summary>
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

    /// <summary>Whether other clusters of the student count for a submission beside its own.</summary>
    internal async Task<bool> CountOthersAsync(Submission submission, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken); // the query below is to see what the transaction has done so far
        return await cases.HaveOthersAsync(submission, cancellationToken);
    }

    /// <summary>Whether a report says anything about the deletion but that it is pending.</summary>
    internal bool IsDecided(Report report) => report.Checks.Any(c => checks.Ids.Contains(c.Check) && c.Verdict.Outcome != Outcome.Pending);

    /// <summary>
    /// What the checks that come after the deadline are to be in a report that is not stored yet: what a regrade is shown and judged by.
    /// </summary>
    public async Task<Report> IntoAsync(Report report, Submission submission, CancellationToken cancellationToken)
    {
        if (submission.LeaseId is not { } id || !report.Assignment.Checks.Any(c => checks.Ids.Contains(c.Check)))
            return report;
        var lease = await db.Leases.AsNoTracking().FirstAsync(l => l.Id == id, cancellationToken);
        var all = await cases.WithOthersAsync(await cases.LoadAsync([lease], cancellationToken), cancellationToken);
        var stored = await StoredAsync(all, cancellationToken);
        var (leases, own) = StudentLeases.Of(all, stored).SelectMany(l => l.Members, (leases, member) => (leases, member)).First(x => x.member.Submission.Id == submission.Id);
        var zone = await ZoneAsync(own.Submission, cancellationToken);
        var verdicts = await WorstAsync(own.Case, leases, one => JudgeAsync(one, report.Assignment, zone, cancellationToken));
        return report with
        {
            Checks = [.. report.Checks.Select(c => verdicts.TryGetValue(c.Check, out var judged) && !StoredVerdict.IsNotEks(c.Verdict)
                ? c with { Verdict = judged.Verdict }
                : c)],
        };
    }

    /// <summary>
    /// Judges many at once, and what the same students submitted under other leases: every cluster of a student must end. Tells whose
    /// verdicts changed.
    /// </summary>
    internal async Task<IReadOnlyList<SubmissionId>> JudgeAsync(IReadOnlyList<LeaseCase> known, CancellationToken cancellationToken)
    {
        var all = await cases.WithOthersAsync(known, cancellationToken);
        var stored = await StoredAsync(all, cancellationToken);
        var asked = known.SelectMany(k => k.Submissions).Select(s => (s.Student, s.Assignment)).ToHashSet();
        var changes = new List<AmendedVerdict>();
        foreach (var leases in StudentLeases.Of(all, stored).Where(l => asked.Contains((l.Members[0].Submission.Student, l.Members[0].Submission.Assignment))))
            changes.AddRange(await ChangesAsync(leases, stored, cancellationToken));
        await amending.WriteAsync(changes, cancellationToken);
        return [.. changes.Select(c => c.Submission).Distinct()];
    }

    private async Task<IReadOnlyList<AmendedVerdict>> ChangesAsync(StudentLeases leases, ILookup<GradingId, StoredVerdict> stored, CancellationToken cancellationToken)
    {
        var changes = new List<AmendedVerdict>();
        var byVersion = new Dictionary<(LeaseId, int), IReadOnlyDictionary<CheckId, Verdict>>();
        foreach (var (own, submission) in leases.Members)
        {
            if (submission is not { Counting: { } counting, Version: { } version } || !stored[counting].Any())
                continue;
            var known = await library.ReadAsync(db, submission.Assignment, version, cancellationToken);
            var verdicts = await WorstAsync(own, leases, async one =>
            {
                if (!byVersion.TryGetValue((one.Lease.Id, version), out var judged))
                    byVersion[(one.Lease.Id, version)] = judged = await JudgeAsync(one, known.Assignment, known.Deadlines.Zone, cancellationToken);
                return judged;
            });
            changes.AddRange(
                from verdict in stored[counting]
                where verdicts.ContainsKey(verdict.Check)
                let judged = verdicts[verdict.Check]
                where verdict.Becomes(judged.Verdict, judged.Case.IsFirm)
                select new AmendedVerdict(submission.Id, verdict, judged.Verdict, FormattableString.Invariant($"look {judged.Case.Lease.ProbeCount} of lease {judged.Case.Lease.Id}")));
        }

        return changes;
    }

    private static async Task<IReadOnlyDictionary<CheckId, JudgedLease>> WorstAsync(
        LeaseCase own, StudentLeases leases, Func<LeaseCase, Task<IReadOnlyDictionary<CheckId, Verdict>>> judge)
    {
        var verdicts = (await judge(own)).ToDictionary(v => v.Key, v => new JudgedLease(own, v.Value));
        var others = new List<(LeaseCase Case, IReadOnlyDictionary<CheckId, Verdict> Verdicts)>();
        foreach (var other in leases.OthersThan(own))
            others.Add((other, await judge(other)));
        return verdicts.ToDictionary(v => v.Key, v => WorstLeaseVerdict.WorstOf(v.Value, others.Select(o => new JudgedLease(o.Case, o.Verdicts[v.Key]))));
    }

    private Task<ILookup<GradingId, StoredVerdict>> StoredAsync(IReadOnlyList<LeaseCase> known, CancellationToken cancellationToken) =>
        amending.StoredAsync(known.SelectMany(c => c.Submissions).Select(s => s.Counting), cancellationToken);

    private async Task<DateTimeZone> ZoneAsync(LeasedSubmission submission, CancellationToken cancellationToken) => submission.Version is { } version
        ? (await library.ReadAsync(db, submission.Assignment, version, cancellationToken)).Deadlines.Zone
        : DateTimeZone.Utc;

    private async Task<IReadOnlyDictionary<CheckId, Verdict>> JudgeAsync(LeaseCase known, Assignment assignment, DateTimeZone zone, CancellationToken cancellationToken)
    {
        var at = known.JudgedAt(time.GetUtcNow());
        var verdicts = await checks.JudgeAsync(assignment, zone, known.History(at), known.Lease.StartedAt, at, cancellationToken);
        return known.Lease.State == LeaseState.Settled ? verdicts.ToDictionary(v => v.Key, v => Settle(v.Value)) : verdicts;
    }

    // It is not observed any more, so what waits for an observation waits for ever. An instructor who settled it gives the points by hand.
    private static Verdict Settle(Verdict verdict) =>
        verdict.Outcome == Outcome.Pending ? Verdict.Unknown(FaultDomain.Grader, JobTexts.Catalog["SettledByHand"]) with { Evidence = verdict.Evidence } : verdict;
}
