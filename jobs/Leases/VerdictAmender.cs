using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Jobs.Leases;

/// <summary>Writes verdicts that fell apart from gradings into those that count: score and whether the grade is final follow, overrides hold.</summary>
/// <param name="db">The database.</param>
/// <param name="checks">The checks in question.</param>
/// <param name="time">The clock.</param>
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
        foreach (var change in changes)
        {
            var (submission, grading) = (submissions[change.Submission], gradings[change.Stored.Grading]);
            var before = Shown(submission, change.Stored.Outcome);
            grading.Amend(change.Stored.Check, change.Verdict);
            submission.Count(grading);
            if (change.Verdict.Outcome != change.Stored.Outcome)
                Note(change, submission, before);
        }
    }

    private void Note(AmendedVerdict change, Submission submission, string before) => db.AuditEntries.Add(new AuditEntry(
        Id.New<AuditEntryId>(time), time.GetUtcNow(), "service", "grade.deletion", $"submission {submission.Id}, check {change.Stored.Check}", submission.CourseId)
    {
        From = before,
        To = Shown(submission, change.Verdict.Outcome),
        Why = $"{change.Verdict.Summary.En} ({change.By})",
    });

    private static string Shown(Submission submission, Outcome outcome) =>
        FormattableString.Invariant($"{outcome}: {submission.Score:0.##} / {submission.MaxScore:0.##}{(submission.Final ? "" : ", provisional")}");
}
