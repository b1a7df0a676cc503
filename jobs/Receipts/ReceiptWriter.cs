using EksGrader.Checks.Clusters;
using EksGrader.Checks.Deletion;
using EksGrader.Checks.Receipts;
using EksGrader.Checks.Rules;
using EksGrader.Db;
using EksGrader.Db.Leases;
using EksGrader.Db.Receipts;
using EksGrader.Jobs.Leases;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Jobs.Receipts;

/// <summary>Stores the signed receipt of a lease that has ended, in the transaction that ends it. A cluster that nobody saw alive gets none.</summary>
/// <param name="db">The database.</param>
/// <param name="keys">Signs.</param>
/// <param name="time">The clock.</param>
public sealed class ReceiptWriter(EksGraderDb db, ReceiptKeyring keys, TimeProvider time) : ILeaseEnded
{
    /// <summary>What the audit trail calls a lease that an instructor settled by hand.</summary>
    public const string SettledByHand = "lease.settled";

    /// <inheritdoc/>
    public async Task EndedAsync(Lease lease, CancellationToken cancellationToken)
    {
        if (lease is not { SeenAliveAt: { } seenAlive, EndedAt: { } ended } || await db.Receipts.AnyAsync(r => r.LeaseId == lease.Id, cancellationToken))
            return;

        var looks = await db.LeaseLooks.AsNoTracking().Where(l => l.LeaseId == lease.Id).OrderBy(l => l.Number).ToListAsync(cancellationToken);
        var judged = LeaseHistories.Of(lease.Deadline, seenAlive: true, looks).Looks;
        var facts = ReceiptFacts.Of([.. looks.Zip(judged, SightOf)]);
        var now = time.GetUtcNow();
        var receipt = new DeletionReceipt
        {
            Lease = lease.Id.Value,
            IssuedAt = Utc(now),
            Course = await db.Courses.Where(c => c.Id == lease.CourseId).Select(c => c.Slug).FirstAsync(cancellationToken),
            Assignment = await db.Assignments.Where(a => a.Id == lease.AssignmentId).Select(a => a.Slug).FirstAsync(cancellationToken),
            Student = await db.Students.Where(s => s.Id == lease.StudentId).Select(s => new ReceiptStudent(s.Number, s.Name)).FirstAsync(cancellationToken),
            Cluster = ClusterOf(lease),
            Proof = facts.Proof,
            SeenAliveAt = Utc(seenAlive),
            GoneAt = facts.GoneAt is { } gone ? Utc(gone) : null,
            StartedAt = Utc(lease.StartedAt),
            Deadline = Utc(lease.Deadline),
            EndedAt = Utc(ended),
            Settled = lease.State == LeaseState.Settled ? await SettledAsync(lease, ended, cancellationToken) : null,
            Verdicts = await VerdictsAsync(lease, cancellationToken),
            Leftovers = facts.Leftovers,
            Looks = [.. looks.Select(l => new ReceiptLook(Utc(l.At), l.Answer, l.How, l.Fault, l.ReadLeftovers()))],
        };
        var (document, kid) = await keys.SignAsync(receipt, cancellationToken);
        db.Receipts.Add(new StoredReceipt(lease.Id, document, kid, now));
    }

    // At the times that the check judges by, which a clock that was put back does not confuse.
    private static DeletionSight SightOf(LeaseLook look, DeletionLook judged) => new(judged.At, look.Answer, look.How) { Fault = look.Fault, Leftovers = look.ReadLeftovers() };

    private static ReceiptCluster ClusterOf(Lease lease) => new(
        lease.ClusterArn,
        lease.ClusterCreatedAt is { } made ? Utc(made) : null,
        lease.ClusterName,
        lease.Region,
        lease.Endpoint,
        lease.KubeSystemUid,
        lease.CaSha256);

    private static DateTimeOffset Utc(DateTimeOffset at) => at.ToUniversalTime();

    // Whoever settles writes into the audit trail before the lease ends, in the same transaction.
    private async Task<ReceiptSettlement> SettledAsync(Lease lease, DateTimeOffset ended, CancellationToken cancellationToken)
    {
        var subject = $"lease {lease.Id}";
        var entry = await db.AuditEntries.AsNoTracking()
            .Where(e => e.Subject.StartsWith(subject) && e.What == SettledByHand)
            .OrderByDescending(e => e.At)
            .FirstOrDefaultAsync(cancellationToken);
        return entry is null ? new ReceiptSettlement("an instructor", Utc(ended), null) : new ReceiptSettlement(entry.By, Utc(entry.At), entry.Why);
    }

    private async Task<IReadOnlyList<ReceiptVerdict>> VerdictsAsync(Lease lease, CancellationToken cancellationToken)
    {
        var judged = await db.Submissions.AsNoTracking()
            .Where(s => s.LeaseId == lease.Id)
            .Join(db.GradedChecks.Where(c => c.Check == RuleIds.ClusterDeletion), s => s.CountingGradingId, c => (Db.Ids.GradingId?)c.GradingId, (s, c) => new { s.Id, s.Number, Check = c })
            .OrderBy(j => j.Number)
            .ToListAsync(cancellationToken);
        return [.. judged.Select(j => new ReceiptVerdict(j.Id.Value, j.Number, j.Check.Outcome, j.Check.Points, j.Check.MaxPoints, j.Check.ToResult().Verdict.Summary))];
    }
}
