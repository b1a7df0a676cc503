using EksGrader.Db.Model;
using EksGrader.Db.Receipts;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Leases;
using EksGrader.Jobs.Submissions;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Jobs.Receipts;

/// <summary>Stores the signed receipts of leases that have ended, in the transaction that ends them. A cluster that was never seen alive gets none.</summary>
internal sealed class ReceiptWriter(EksGraderDb db, ReceiptKeyring keys, TimeProvider time) : ILeaseEnded
{
    /// <inheritdoc/>
    public async Task EndedAsync(IReadOnlyCollection<Lease> leases, CancellationToken cancellationToken)
    {
        var ids = leases.Where(l => l is { SeenAliveAt: not null, EndedAt: not null }).Select(l => l.Id).ToList();
        var written = await db.Receipts.Where(r => ids.Contains(r.LeaseId)).Select(r => r.LeaseId).ToHashSetAsync(cancellationToken);
        var ended = leases.Where(l => ids.Contains(l.Id) && !written.Contains(l.Id)).ToList();
        if (ended.Count == 0)
            return;

        var now = time.GetUtcNow();
        var sources = await ReceiptSources.ReadAsync(db, ended, cancellationToken);
        var (documents, kid) = await keys.SignAsync([.. ended.Select(l => sources.ReceiptOf(l, now))], cancellationToken);
        db.Receipts.AddRange(ended.Zip(documents, (lease, document) => new StoredReceipt(lease.Id, document, kid, now)));
    }
}

/// <summary>Deletes borrowed access when the last lease that needs it ends, in the transaction that ends it.</summary>
internal sealed class AccessReturn(EksGraderDb db, CredentialPurger access) : ILeaseEnded
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
