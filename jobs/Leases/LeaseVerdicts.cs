using EksGrader.Db;
using EksGrader.Db.Leases;

namespace EksGrader.Jobs.Leases;

/// <summary>Judges <c>cluster-deletion</c> by the looks of a lease, for every submission that stands under it.</summary>
/// <param name="db">The database.</param>
public sealed class LeaseVerdicts(EksGraderDb db)
{
    /// <summary>
    /// Judges every submission under a lease by what is known now: verdict, score and whether the grade is final, in the caller's
    /// transaction. Judging twice changes nothing. Overrides hold.
    /// </summary>
    /// <param name="lease">The lease, tracked: its deadline and state as they are to be.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task JudgeAsync(Lease lease, CancellationToken cancellationToken) => db.SaveChangesAsync(cancellationToken);
}
