using EksGrader.Db;
using EksGrader.Db.Leases;
using EksGrader.Db.Submissions;
using EksGrader.Jobs.Gradings;
using EksGrader.Jobs.Leases;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Jobs.Receipts;

/// <summary>Deletes borrowed access when the last lease that needs it ends, in the transaction that ends it.</summary>
/// <param name="db">The database.</param>
/// <param name="access">Deletes.</param>
public sealed class AccessReturn(EksGraderDb db, AccessKeeper access) : ILeaseEnded
{
    /// <inheritdoc/>
    public async Task EndedAsync(Lease lease, CancellationToken cancellationToken)
    {
        // What is being graded keeps its access to the end of that: the grading deletes it then.
        var submissions = await db.Submissions.AsNoTracking()
            .Where(s => s.LeaseId == lease.Id && s.Status == SubmissionStatus.Graded)
            .ToListAsync(cancellationToken);
        foreach (var submission in submissions)
            await access.DropIfOverAsync(submission, cancellationToken);
    }
}
