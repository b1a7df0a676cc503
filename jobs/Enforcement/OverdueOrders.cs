using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Events;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Jobs.Enforcement;

/// <summary>Orders the deletion of what is overdue.</summary>
public sealed class OverdueOrders(EksGraderDb db, DeletionOrders orders, EnforcementRules rules, EnforcementAccess access, ILeaseEvents events, TimeProvider time)
{
    // Borrowed access is deleted 7 days after the last deadline at the latest: what is older cannot be deleted any more, and is not asked about.
    private static readonly TimeSpan AccessLives = TimeSpan.FromDays(8);

    /// <summary>Orders the deletion of what is overdue for longer than its grace, where the assignment enforces and the access is AWS.</summary>
    public async Task OrderAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var overdue = Overdue(now);
        foreach (var assignment in await overdue.Select(l => l.AssignmentId).Distinct().ToListAsync(cancellationToken))
        {
            var first = await overdue.AsNoTracking().FirstOrDefaultAsync(l => l.AssignmentId == assignment, cancellationToken);
            if (first is null || await rules.OfAsync(first, cancellationToken) is not { Enforce: true } rule)
                continue;
            var before = now - rule.Grace.ToTimeSpan();
            var leases = await overdue.AsNoTracking()
                .Where(l => l.AssignmentId == assignment && l.Deadline <= before)
                .OrderBy(l => l.Deadline)
                .ToListAsync(cancellationToken);
            foreach (var lease in leases)
            {
                // Asked before anything is written: most runs order nothing, and must not hold up those who write.
                if (await MayOrderAsync(lease, now, cancellationToken))
                    await OrderAsync(lease.Id, cancellationToken);
            }
        }
    }

    // One order a deadline: a lease whose order ended is an instructor's to decide, unless its deadline was moved since.
    private IQueryable<Lease> Overdue(DateTimeOffset now) => db.Leases.Where(l =>
        l.EndedAt == null && l.Deadline <= now && l.State != LeaseState.Quarantined && l.SeenAliveAt != null
        && l.Deadline > now - AccessLives && db.Submissions.Any(s => s.LeaseId == l.Id && s.HasAwsAccess)
        && l.ClusterArn != null && l.ClusterCreatedAt != null && l.ClusterName != null && l.Region != null
        && !db.DeletionOrders.Any(o => o.LeaseId == l.Id && (o.EndedAt == null || (!o.DryRun && o.At >= l.Deadline))));

    private async Task OrderAsync(LeaseId id, CancellationToken cancellationToken)
    {
        var ordered = await db.WriteAsync(
            async token =>
            {
                var now = time.GetUtcNow();
                if (await Overdue(now).FirstOrDefaultAsync(l => l.Id == id, token) is not { } lease || !await MayOrderAsync(lease, now, token))
                    return null;

                orders.Add(lease, dryRun: false, EnforceDeletion.Service, $"not deleted by {lease.Deadline:u}");
                return lease;
            },
            cancellationToken);
        if (ordered is not null)
            events.Wake(ordered.Id, ordered.CourseId);
    }

    private async Task<bool> MayOrderAsync(Lease lease, DateTimeOffset now, CancellationToken cancellationToken) =>
        await rules.OfAsync(lease, cancellationToken) is { Enforce: true } rule
        && await rules.DueAtAsync(lease, rule, cancellationToken) <= now
        && await rules.WasToldAsync(lease, cancellationToken)
        && await access.IsThereAsync(lease.Id, cancellationToken);
}
