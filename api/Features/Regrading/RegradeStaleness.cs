using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Regrading;

/// <summary>What happened since the differences of a plan were computed.</summary>
/// <param name="AssignmentChanged">Whether another version of the assignment counts.</param>
/// <param name="Regraded">How many submissions have another grading that counts, or other points by hand.</param>
/// <param name="New">How many submissions were graded that the plan does not know.</param>
/// <param name="UnderWay">How many submissions are being graded.</param>
public sealed record RegradeStaleness(bool AssignmentChanged, int Regraded, int New, int UnderWay)
{
    /// <summary>Whether what the plan shows is not what would happen.</summary>
    public bool IsStale => AssignmentChanged || Regraded > 0 || New > 0;

    /// <summary>Whether it can be applied.</summary>
    public bool CanApply => !IsStale && UnderWay == 0;

    /// <summary>Reads it, in the caller's transaction where there is one.</summary>
    public static async Task<RegradeStaleness> ReadAsync(EksGraderDb db, RegradePlan plan, CancellationToken cancellationToken)
    {
        var version = await db.Assignments.Where(a => a.Id == plan.AssignmentId).Select(a => a.CurrentVersion).FirstAsync(cancellationToken);
        var items = db.RegradeItems.Where(i => i.PlanId == plan.Id);
        var regraded = await items.Join(db.Submissions, i => i.SubmissionId, s => s.Id, (i, s) => new { Item = i, Submission = s })
            .CountAsync(
                x => x.Item.State == RegradeItemState.Ready
                    && (x.Submission.CountingGradingId != x.Item.GradingBefore
                        || db.Overrides.Any(o => o.SubmissionId == x.Submission.Id && (o.At >= x.Item.ComputedAt || o.TakenBackAt >= x.Item.ComputedAt))),
                cancellationToken);
        var submissions = db.Submissions.Where(s => s.AssignmentId == plan.AssignmentId);
        var added = plan.Total is null ? 0 : await submissions.CountAsync(
            s => s.Status == SubmissionStatus.Graded && s.CountingGradingId != null && !items.Any(i => i.SubmissionId == s.Id), cancellationToken);
        var underWay = await submissions.CountAsync(s => s.Status != SubmissionStatus.Graded, cancellationToken);
        return new RegradeStaleness(version != plan.BaseVersion, regraded, added, underWay);
    }
}
