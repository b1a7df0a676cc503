using EksGrader.Checks.Checks.Deletion;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Deletion;
using EksGrader.Checks.Receipts;
using EksGrader.Db.Leases;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Jobs.Receipts;

/// <summary>What the receipts of some leases say, read for all of them together.</summary>
/// <param name="Probes">The probes of each lease, the first one first.</param>
/// <param name="Verdicts">What each submission under a lease came to.</param>
/// <param name="Courses">The courses' slugs.</param>
/// <param name="Assignments">The assignments' slugs.</param>
/// <param name="Students">The students.</param>
/// <param name="Settlements">Who settled by hand what was not seen to end.</param>
internal sealed record ReceiptSources(
    ILookup<LeaseId, LeaseProbe> Probes,
    ILookup<LeaseId, ReceiptVerdict> Verdicts,
    IReadOnlyDictionary<CourseId, string> Courses,
    IReadOnlyDictionary<AssignmentId, string> Assignments,
    IReadOnlyDictionary<StudentId, ReceiptStudent> Students,
    IReadOnlyDictionary<LeaseId, ReceiptSettlement> Settlements)
{
    // What the audit trail calls a lease that an instructor settled by hand.
    private const string SettledByHand = "lease.settled";

    /// <summary>Reads, in the transaction that ends the leases.</summary>
    public static async Task<ReceiptSources> ReadAsync(EksGraderDb db, IReadOnlyCollection<Lease> ended, CancellationToken cancellationToken)
    {
        var ids = ended.Select(l => l.Id).ToList();
        var courses = ended.Select(l => l.CourseId).Distinct().ToList();
        var assignments = ended.Select(l => l.AssignmentId).Distinct().ToList();
        var students = ended.Select(l => l.StudentId).Distinct().ToList();
        return new ReceiptSources(
            (await db.LeaseProbes.AsNoTracking().Where(l => ids.Contains(l.LeaseId)).OrderBy(l => l.Number).ToListAsync(cancellationToken)).ToLookup(l => l.LeaseId),
            await VerdictsAsync(db, ids, cancellationToken),
            await db.Courses.Where(c => courses.Contains(c.Id)).Select(c => new { c.Id, c.Slug }).ToDictionaryAsync(c => c.Id, c => c.Slug, cancellationToken),
            await db.Assignments.Where(a => assignments.Contains(a.Id)).Select(a => new { a.Id, a.Slug }).ToDictionaryAsync(a => a.Id, a => a.Slug, cancellationToken),
            await db.Students.Where(s => students.Contains(s.Id)).Select(s => new { s.Id, s.Number, s.Name }).ToDictionaryAsync(s => s.Id, s => new ReceiptStudent(s.Number, s.Name), cancellationToken),
            await SettlementsAsync(db, ended, cancellationToken));
    }

    /// <summary>The receipt of one of the leases.</summary>
    /// <param name="lease">The lease: ended, and seen alive before.</param>
    /// <param name="now">When the receipt is issued.</param>
    public DeletionReceipt ReceiptOf(Lease lease, DateTimeOffset now)
    {
        var made = Probes[lease.Id].ToList();
        var judged = LeaseHistories.Of(lease.Deadline, seenAlive: true, made).Observations;
        var facts = ReceiptFacts.Of([.. made.Zip(judged, ObservationOf)]);
        return new DeletionReceipt
        {
            Lease = lease.Id.Value,
            IssuedAt = Utc(now),
            Course = Courses[lease.CourseId],
            Assignment = Assignments[lease.AssignmentId],
            Student = Students[lease.StudentId],
            Cluster = ClusterOf(lease),
            Proof = facts.Proof,
            SeenAliveAt = Utc(lease.SeenAliveAt.GetValueOrDefault()),
            GoneAt = facts.GoneAt is { } gone ? Utc(gone) : null,
            StartedAt = Utc(lease.StartedAt),
            Deadline = Utc(lease.Deadline),
            EndedAt = Utc(lease.EndedAt.GetValueOrDefault()),
            Settled = Settlements.GetValueOrDefault(lease.Id),
            Verdicts = [.. Verdicts[lease.Id]],
            Leftovers = facts.Leftovers,
            Looks = [.. made.Select(l => new ReceiptObservation(Utc(l.At), l.Answer, l.How, l.Fault, l.ReadLeftovers()))],
        };
    }

    // At the times that the check judges by, which a clock that was put back does not confuse.
    private static LeaseObservation ObservationOf(LeaseProbe look, DeletionObservation judged) => new(judged.At, look.Answer, look.How) { Fault = look.Fault, Leftovers = look.ReadLeftovers() };

    private static ReceiptCluster ClusterOf(Lease lease) => new(
        lease.ClusterArn,
        lease.ClusterCreatedAt is { } made ? Utc(made) : null,
        lease.ClusterName,
        lease.Region,
        lease.Endpoint,
        lease.KubeSystemUid,
        lease.CaSha256);

    private static DateTimeOffset Utc(DateTimeOffset at) => at.ToUniversalTime();

    private static async Task<ILookup<LeaseId, ReceiptVerdict>> VerdictsAsync(EksGraderDb db, List<LeaseId> ids, CancellationToken cancellationToken)
    {
        var judged = await db.Submissions.AsNoTracking()
            .Where(s => s.LeaseId != null && ids.Contains(s.LeaseId.Value))
            .Join(
                db.GradedChecks.Where(c => c.Check == ClusterDeletionCheck.Id),
                s => s.CountingGradingId,
                c => (GradingId?)c.GradingId,
                (s, c) => new { s.Id, Lease = s.LeaseId.GetValueOrDefault(), s.Number, Check = c })
            .OrderBy(j => j.Number)
            .ToListAsync(cancellationToken);
        return judged.ToLookup(
            j => j.Lease,
            j => new ReceiptVerdict(j.Id.Value, j.Number, j.Check.Outcome, j.Check.Points, j.Check.MaxPoints, j.Check.ToResult().Verdict.Summary));
    }

    // Settling writes into the audit trail before the lease ends, in the same transaction; settling is done by hand, one lease at a time.
    private static async Task<Dictionary<LeaseId, ReceiptSettlement>> SettlementsAsync(EksGraderDb db, IEnumerable<Lease> ended, CancellationToken cancellationToken)
    {
        var settlements = new Dictionary<LeaseId, ReceiptSettlement>();
        foreach (var lease in ended.Where(l => l.State == LeaseState.Settled))
        {
            var subject = $"lease {lease.Id}";
            var entry = await db.AuditEntries.AsNoTracking()
                .Where(e => e.Subject.StartsWith(subject) && e.What == SettledByHand)
                .OrderByDescending(e => e.At)
                .FirstOrDefaultAsync(cancellationToken);
            settlements[lease.Id] = entry is null
                ? new ReceiptSettlement("an instructor", Utc(lease.EndedAt.GetValueOrDefault()), null)
                : new ReceiptSettlement(entry.By, Utc(entry.At), entry.Why);
        }

        return settlements;
    }
}
