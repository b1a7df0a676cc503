using EksGrader.Api.Host;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Appeals;

/// <summary>Shows appealed verdicts to their student and to those who teach.</summary>
internal sealed class AppealQueries(EksGraderDb db)
{
    /// <summary>All appeals of a submission that the caller may see, by check, the oldest first.</summary>
    public async Task<ILookup<CheckId, Appeal>> OfAsync(CurrentUser caller, SubmissionId id, CancellationToken cancellationToken) =>
        (await db.Appeals.AsNoTracking()
            .Where(c => c.SubmissionId == id && db.Submissions.SeenBy(db, caller.Viewer).Any(s => s.Id == c.SubmissionId))
            .OrderBy(c => c.Id).ToListAsync(cancellationToken)).ToLookup(c => c.Check);
}
