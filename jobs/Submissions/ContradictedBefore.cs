using EksGrader.Checks.Core;
using EksGrader.Checks.Integrity;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Scheduling;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Jobs.Submissions;

/// <summary>
/// Finds points that rest on the cluster's own word although AWS contradicted the very same cluster in another grading: of another
/// submission, or of this one before it was graded from scratch. A flag, no loss of points: what AWS contradicted then may have been corrected.
/// What had only not come yet is none.
/// </summary>
internal static class ContradictedBefore
{
    /// <summary>The flag's name.</summary>
    public const string FlagKind = "contradictedBefore";

    /// <summary>Marks the grading that counts, in the caller's transaction.</summary>
    public static async Task MarkAsync(EksGraderDb db, Submission submission, CancellationToken cancellationToken)
    {
        if (submission is not { LeaseId: { } lease, CountingGradingId: { } counting })
            return;

        var before = await db.Submissions.Where(s => s.LeaseId == lease)
            .Join(db.Gradings.Where(g => g.Id != counting), s => s.Id, g => g.SubmissionId, (s, g) => new { s.Number, g.Id })
            .Join(db.GradedChecks.Where(c => c.Contradicted && !c.AwaitsAws), g => g.Id, c => c.GradingId, (g, c) => new { g.Number, c.Check })
            .Distinct()
            .ToListAsync(cancellationToken);
        if (before.Count == 0)
            return;

        var grading = await db.Gradings.Include(g => g.Checks).Include(g => g.Flags).AsSplitQuery().FirstAsync(g => g.Id == counting, cancellationToken);
        var onItsWord = grading.Checks.Where(c => c is { Assurance: Assurance.Cluster, Points: > 0 }).Select(c => c.Check).ToHashSet();
        foreach (var one in before.Where(b => onItsWord.Contains(b.Check)).GroupBy(b => b.Check))
            grading.AddFlag(new IntegrityFlag(FlagKind, JobTexts.Catalog["ContradictedBefore", one.Key.Value, one.Max(o => o.Number)]));
    }
}
