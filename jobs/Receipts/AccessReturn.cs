using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Leases;
using EksGrader.Jobs.Submissions;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Jobs.Receipts;

/// <summary>Deletes borrowed access when the last lease that needs it ends, in the transaction that ends it.</summary>
/// <param name="db">The database.</param>
/// <param name="access">Deletes.</param>
public sealed class AccessReturn(EksGraderDb db, CredentialPurger access) : ILeaseEnded
{
    /// <inheritdoc/>
    public async Task EndedAsync(IReadOnlyCollection<Lease> leases, CancellationToken cancellationToken)
    {
        // What is being graded keeps its access to the end of that: the grading deletes it then.
        var ids = leases.Select(l => l.Id).ToList();
        var submissions = await db.Submissions.AsNoTracking()
            .Where(s => s.LeaseId != null && ids.Contains(s.LeaseId.Value) && s.Status == SubmissionStatus.Graded)
            .ToListAsync(cancellationToken);
        await access.DropIfOverAsync(submissions, cancellationToken);
    }
}
