using EksGrader.Checks.Assignments;
using EksGrader.Checks.Checks.Deletion;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Reads;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace EksGrader.Jobs.Leases;

/// <summary>Writes verdicts that fell apart from gradings into those that count: score and whether the grade is final follow, overrides hold.</summary>
public sealed class VerdictAmender(EksGraderDb db, DeletionChecks checks, TimeProvider time)
{
    /// <summary>What stands in some gradings.</summary>
    internal async Task<ILookup<GradingId, StoredVerdict>> StoredAsync(IEnumerable<GradingId?> gradings, CancellationToken cancellationToken)
    {
        var ids = gradings.Where(g => g is not null).Select(g => g.GetValueOrDefault()).ToList();
        var stored = await db.GradedChecks.AsNoTracking()
            .Where(c => ids.Contains(c.GradingId) && checks.Ids.Contains(c.Check))
            .Select(c => new StoredVerdict(c.GradingId, c.Check, c.Outcome, c.Share, c.Fault, c.Summary, c.Feedback))
            .ToListAsync(cancellationToken);
        return stored.ToLookup(c => c.Grading);
    }

    /// <summary>Writes, in the caller's transaction; a change of the outcome stands in the audit trail.</summary>
    internal async Task WriteAsync(IReadOnlyCollection<AmendedVerdict> changes, CancellationToken cancellationToken)
    {
        if (changes.Count == 0)
            return;
        var ids = changes.Select(c => c.Submission).Distinct().ToList();
        var submissions = await db.Submissions.Include(s => s.Overrides).Where(s => ids.Contains(s.Id)).ToDictionaryAsync(s => s.Id, cancellationToken);
        var counting = changes.Select(c => c.Stored.Grading).Distinct().ToList();
        var gradings = await db.Gradings.Include(g => g.Checks).Where(g => counting.Contains(g.Id)).ToDictionaryAsync(g => g.Id, cancellationToken);
        foreach (var together in changes.GroupBy(c => (c.Submission, c.Stored.Grading)))
        {
            // A score is added up once, whatever number of its verdicts changed.
            var (submission, grading) = (submissions[together.Key.Submission], gradings[together.Key.Grading]);
            var noted = together.Where(c => c.Verdict.Outcome != c.Stored.Outcome).Select(c => (Change: c, Before: Shown(submission, c.Stored.Outcome))).ToList();
            if (grading.Amend(together.Select(c => (c.Stored.Check, c.Verdict))))
                submission.Count(grading);
            foreach (var (change, before) in noted)
                Note(change, submission, before);
        }
    }

    private void Note(AmendedVerdict change, Submission submission, string before) => db.AuditEntries.Add(new AuditEntry(
        Id.New<AuditEntryId>(time), time.GetUtcNow(), "service", "grade.deletion", $"submission {submission.Id}, check {change.Stored.Check}", submission.CourseId)
    {
        From = before,
        To = Shown(submission, change.Verdict.Outcome),
        Reason = new LocalizedText($"{change.Verdict.Summary.En} ({change.By})", $"{change.Verdict.Summary.Ko} ({change.By})"),
    });

    private static string Shown(Submission submission, Outcome outcome) =>
        FormattableString.Invariant($"{outcome}: {submission.Score:0.##} / {submission.MaxScore:0.##}{(submission.Final ? "" : ", provisional")}");
}

/// <summary>What a check stands at in a grading that counts, without its evidence.</summary>
internal sealed record StoredVerdict(GradingId Grading, CheckId Check, Outcome Outcome, decimal? Share, FaultDomain? Fault, string Summary, string Feedback)
{
    private static readonly IReadOnlyList<LocalizedText> NotEks = [ReadErrors.Texts["NotEks"], ReadErrors.Texts["ForeignApiGroups"]];
    private static readonly IReadOnlyList<string> NotEksJson = [.. NotEks.Select(text => VerdictJson.Write(text))];

    /// <summary>Whether a verdict stands in for every check of a cluster whose API server is none of EKS: no watch can change that.</summary>
    public static bool IsNotEks(Verdict verdict) => verdict.Outcome == Outcome.Failed && NotEks.Contains(verdict.Summary);

    /// <summary>Whether it says that the API server is none of EKS.</summary>
    public bool IsForNoEks => Outcome == Outcome.Failed && NotEksJson.Contains(Summary, StringComparer.Ordinal);

    /// <summary>Whether a verdict is another one. While a deadline is not firm, the words about it move with every observation; not each is stored.</summary>
    /// <param name="verdict">The verdict.</param>
    /// <param name="isFirm">Whether the deadline is firm.</param>
    public bool Becomes(Verdict verdict, bool isFirm) =>
        !IsForNoEks
        && (Outcome != verdict.Outcome || Share != verdict.Share || Fault != verdict.Fault
            || ((isFirm || Outcome != Outcome.Pending) && (Summary != VerdictJson.Write(verdict.Summary) || Feedback != VerdictJson.Write(verdict.Feedback))));
}

/// <summary>A verdict that becomes another one.</summary>
/// <param name="Submission">Whose.</param>
/// <param name="Stored">What it was.</param>
/// <param name="Verdict">What it is.</param>
/// <param name="By">What it comes from, for the audit trail.</param>
internal sealed record AmendedVerdict(SubmissionId Submission, StoredVerdict Stored, Verdict Verdict, string By);

/// <summary>The checks that judge what the watch over the deletion saw: <c>cluster-deletion</c>, and those of plug-ins.</summary>
public sealed class DeletionChecks(Catalogue catalogue, Grader grader)
{
    /// <summary>Their ids.</summary>
    public IReadOnlyList<CheckId> Ids { get; } = [.. catalogue.Checks.Where(c => c is ILeaseCheck).Select(c => c.Info.Id)];

    /// <summary>Judges those that an assignment asks for.</summary>
    /// <param name="assignment">The assignment.</param>
    /// <param name="zone">The time zone that verdicts name times in.</param>
    /// <param name="lease">What is known of the deletion.</param>
    /// <param name="submittedAt">When the cluster was submitted.</param>
    /// <param name="at">The time of the judgement.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IReadOnlyDictionary<CheckId, Verdict>> JudgeAsync(
        Assignment assignment, DateTimeZone zone, LeaseHistory lease, DateTimeOffset submittedAt, DateTimeOffset at, CancellationToken cancellationToken)
    {
        // Whether it is an EKS cluster was judged by the probes of the living one.
        var rules = assignment with { Rules = assignment.Rules with { RequireEks = false } };
        var handIn = new SubmissionTarget { SubmittedAt = submittedAt, DeleteBy = lease.Deadline, KeepUntil = lease.KeepUntil, TimeZone = zone.Id };
        var cluster = Replayer.Open(new RecordedObservation(1, at, handIn, [], []), lease with { Zone = zone });
        return grader.JudgeAsync(rules, [.. assignment.Checks.Where(c => Ids.Contains(c.Check))], cluster, progress: null, cancellationToken);
    }
}
