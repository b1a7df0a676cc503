using EksGrader.Db.Model;

namespace EksGrader.Jobs.Leases;

/// <summary>Whoever has to do something when leases are over: store receipts, delete access that nothing needs any more.</summary>
public interface ILeaseEnded
{
    /// <summary>
    /// Leases became <see cref="LeaseState.Gone"/> or <see cref="LeaseState.Settled"/>. Called once, in the transaction that says so: touches
    /// nothing but the database, and may run again when that transaction is tried again. After a class's midnight thousands end within a
    /// minute: what is asked of the database is asked for all of them together.
    /// </summary>
    /// <param name="leases">The leases, tracked; their looks and verdicts are stored.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task EndedAsync(IReadOnlyCollection<Lease> leases, CancellationToken cancellationToken);
}
