using EksGrader.Db.Leases;

namespace EksGrader.Jobs.Leases;

/// <summary>Whoever has to do something when a lease is over: store the receipt, delete an access that nothing needs any more.</summary>
public interface ILeaseEnded
{
    /// <summary>
    /// A lease became <see cref="LeaseState.Gone"/> or <see cref="LeaseState.Settled"/>. Called once, in the transaction that says so: touches
    /// nothing but the database, and may run again when that transaction is tried again.
    /// </summary>
    /// <param name="lease">The lease, tracked; its looks and verdicts are stored.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task EndedAsync(Lease lease, CancellationToken cancellationToken);
}
