using EksGrader.Db.Model;
using EksGrader.Db.Storage;

namespace EksGrader.Jobs.Leases;

/// <summary>Ends leases: the only way to <see cref="LeaseState.Gone"/> and <see cref="LeaseState.Settled"/>.</summary>
public sealed class LeaseEnding(EksGraderDb db, LeaseVerdicts verdicts, IEnumerable<ILeaseEnded> hooks)
{
    /// <summary>Ends a lease, judges its submissions and tells who has to know, in the caller's transaction.</summary>
    /// <param name="lease">The lease, tracked.</param>
    /// <param name="state"><see cref="LeaseState.Gone"/> or <see cref="LeaseState.Settled"/>.</param>
    /// <param name="at">When.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task EndAsync(Lease lease, LeaseState state, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (lease.EndedAt is not null)
            return;
        lease.Become(state, at);
        await verdicts.JudgeAsync(lease, cancellationToken);
        await TellAsync([lease], cancellationToken);
    }

    /// <summary>Tells who has to know of leases that are over and judged, in the caller's transaction.</summary>
    internal async Task TellAsync(IReadOnlyCollection<Lease> ended, CancellationToken cancellationToken)
    {
        if (ended.Count == 0)
            return;
        await db.SaveChangesAsync(cancellationToken); // the hooks' queries are to see it
        foreach (var hook in hooks)
            await hook.EndedAsync(ended, cancellationToken);
    }
}

/// <summary>What has to be done when leases are over: store receipts, delete access that nothing needs any more.</summary>
public interface ILeaseEnded
{
    /// <summary>
    /// Leases became <see cref="LeaseState.Gone"/> or <see cref="LeaseState.Settled"/>. Called once, in the transaction that says so: touches
    /// nothing but the database, and may run again when that transaction is tried again. After a class's midnight thousands end within a
    /// minute: what is asked of the database is asked for all of them together.
    /// </summary>
    /// <param name="leases">The leases, tracked; their probes and verdicts are stored.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task EndedAsync(IReadOnlyCollection<Lease> leases, CancellationToken cancellationToken);
}
