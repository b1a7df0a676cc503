using EksGrader.Api.Host;
using EksGrader.Checks.Receipts;
using EksGrader.Db.Model;
using EksGrader.Db.Receipts;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Receipts;

/// <summary>Finds receipts, and the keys that prove them.</summary>
internal sealed class ReceiptQueries(EksGraderDb db, ReceiptKeyring keys)
{
    /// <summary>The receipt of a lease, for its student and those who teach.</summary>
    public async Task<Result<StoredReceipt>> FindAsync(CurrentUser caller, LeaseId lease, CancellationToken cancellationToken)
    {
        var found = await db.Leases.AsNoTracking().VisibleTo(db, caller.Viewer)
            .Where(l => l.Id == lease)
            .Select(l => new { l.EndedAt, Receipt = db.Receipts.FirstOrDefault(r => r.LeaseId == l.Id) })
            .FirstOrDefaultAsync(cancellationToken);
        if (found is null)
            return Error.Missing;
        if (found.Receipt is { } receipt)
        {
            await PublishedAsync(cancellationToken); // so that their copy is on this machine when the receipt is
            return receipt;
        }

        return found.EndedAt is null
            ? Error.Of(ProblemKind.LeaseLive, ApiTexts.Catalog["LeaseLive"])
            : Error.Of(ProblemKind.NotFound, ApiTexts.Catalog["NoReceipt"]);
    }

    /// <summary>Every key that receipts were ever signed with.</summary>
    public Task<ReceiptKeySet> PublishedAsync(CancellationToken cancellationToken) => keys.PublishedAsync(cancellationToken);
}
