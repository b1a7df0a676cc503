using EksGrader.Api.Auth;
using EksGrader.Checks;
using EksGrader.Db;
using EksGrader.Db.Contests;
using EksGrader.Db.Ids;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Application.Contests;

/// <summary>Shows contested verdicts to their student and to those who teach.</summary>
/// <param name="db">The database.</param>
public sealed class ContestQueries(EksGraderDb db)
{
    /// <summary>All contests of a submission that the caller may see, by check, the oldest first.</summary>
    public async Task<ILookup<CheckId, Contest>> OfAsync(Caller caller, SubmissionId id, CancellationToken cancellationToken) =>
        (await db.Contests.AsNoTracking()
            .Where(c => c.SubmissionId == id && db.Submissions.SeenBy(db, caller.Viewer).Any(s => s.Id == c.SubmissionId))
            .OrderBy(c => c.Id).ToListAsync(cancellationToken)).ToLookup(c => c.Check);
}
