using EksGrader.Checks.Core;
using EksGrader.Checks.Enforcement;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Jobs.Enforcement;

/// <summary>What keeps an order from going on.</summary>
/// <param name="Why">Why.</param>
/// <param name="Hold">What an instructor decides; <see cref="DeletionHold.None"/> where the order is over.</param>
internal sealed record OrderBlock(LocalizedText Why, DeletionHold Hold = DeletionHold.None)
{
    /// <summary>Puts the order before an instructor, or ends it.</summary>
    public void Apply(DeletionOrder order, DateTimeOffset now)
    {
        if (Hold == DeletionHold.None)
            order.Stop(Why, now);
        else
            order.Wait(Hold, Why, nextAt: null);
    }
}

/// <summary>
/// Whether what an order rests on still stands: asked when it begins, before each round, and in the transaction that writes down what is
/// about to be asked for. Settling the lease, switching enforcement off and moving the deadline hold at once, also in the middle;
/// and a second student who claims the cluster has an instructor decide, whenever that is.
/// </summary>
public sealed class DeletionAuthorization(EksGraderDb db, EnforcementRules rules, TimeProvider time)
{
    private static readonly string[] Moves = ["lease.extended", "lease.moved"];

    /// <summary>What keeps it from going on; null where nothing does.</summary>
    /// <param name="order">The order.</param>
    /// <param name="lease">Its lease as it is now.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    internal async Task<OrderBlock?> BarOfAsync(DeletionOrder order, Lease lease, CancellationToken cancellationToken)
    {
        if (lease.State == LeaseState.Settled)
            return new OrderBlock(EnforcementTexts.Catalog["Settled"]);
        if (order.DryRun)
            return null;
        var rule = await rules.OfAsync(lease, cancellationToken);
        if (!rule.Enforce)
            return new OrderBlock(EnforcementTexts.Catalog["NotEnforced"]);
        if (lease.EndedAt is null && await rules.DueAtAsync(lease, rule, cancellationToken) > time.GetUtcNow()
            && (order.By == EnforceDeletion.Service || await WasMovedSinceAsync(order, lease, cancellationToken)))
        {
            return new OrderBlock(EnforcementTexts.Catalog["NotDue"]);
        }

        return order.ConfirmedBy is null && await IsClaimedTwiceAsync(lease, cancellationToken)
            ? new OrderBlock(EnforcementTexts.Catalog["TwoStudents"], DeletionHold.TwoStudents)
            : null;
    }

    // An instructor may order before the deadline. A deadline moved after that counts: the audit trail tells which came last.
    private Task<bool> WasMovedSinceAsync(DeletionOrder order, Lease lease, CancellationToken cancellationToken)
    {
        var subject = $"lease {lease.Id}";
        return db.AuditEntries.AnyAsync(
            e => e.CourseId == lease.CourseId && e.At > order.At && Moves.Contains(e.What) && e.Subject.StartsWith(subject), cancellationToken);
    }

    // By any lease, of any course, the ended ones too: whose cluster it is was never decided. By what tells one cluster where two students
    // hand it in (SharedClusters): each may have given another kind of access.
    private Task<bool> IsClaimedTwiceAsync(Lease lease, CancellationToken cancellationToken) => db.Leases.AnyAsync(
        l => l.StudentId != lease.StudentId
            && ((l.ClusterArn != null && l.ClusterArn == lease.ClusterArn && l.ClusterCreatedAt == lease.ClusterCreatedAt)
                || (l.KubeSystemUid != null && l.KubeSystemUid == lease.KubeSystemUid)
                || (l.CaSha256 != null && l.CaSha256 == lease.CaSha256 && l.Endpoint == lease.Endpoint)),
        cancellationToken);
}
