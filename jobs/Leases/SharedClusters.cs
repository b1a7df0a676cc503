using EksGrader.Checks.Integrity;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Scheduling;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Jobs.Leases;

/// <summary>
/// Finds one cluster, or one load balancer address, that two students of a course submitted, and shows it on both: the flag is added to
/// the grading that counts of each. Adding is idempotent.
/// </summary>
internal sealed class SharedClusters(EksGraderDb db)
{
    /// <summary>The flag of one cluster of two students.</summary>
    public const string ClusterKind = "sharedCluster";

    /// <summary>The flag of one load balancer address of two students.</summary>
    public const string LoadBalancerKind = "sharedLoadBalancer";

    /// <summary>Marks a submission and those that share with it, in the caller's transaction.</summary>
    public async Task MarkAsync(Submission submission, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken); // the queries below are to see what the transaction has done so far
        var byCluster = await WithSameClusterAsync(submission, cancellationToken);
        var byAddress = await WithSameAddressAsync(submission, cancellationToken);
        if (byCluster.Count + byAddress.Count == 0)
            return;

        // Each grading is loaded once and before anything is added: others add to the same ones at the same time.
        var me = await db.Students.AsNoTracking().FirstAsync(s => s.Id == submission.StudentId, cancellationToken);
        var ids = byCluster.Concat(byAddress).Select(o => o.Grading).Append(submission.CountingGradingId).Distinct().ToList();
        var gradings = await db.Gradings.Include(g => g.Flags).Where(g => ids.Contains(g.Id)).ToDictionaryAsync(g => g.Id, cancellationToken);
        Add(gradings, submission, me, byCluster, ClusterKind, "SharedCluster");
        Add(gradings, submission, me, byAddress, LoadBalancerKind, "SharedLoadBalancer");
    }

    /// <summary>
    /// Marks once more after the commit, where transactions run beside each other: of two that began before either was stored, none saw
    /// the other, but the later one to come here does.
    /// </summary>
    public async Task MarkAgainAsync(SubmissionId id, CancellationToken cancellationToken)
    {
        if (db is SqliteDb)
            return;
        await db.WriteAsync(
            async token =>
            {
                if (await db.Submissions.FirstOrDefaultAsync(s => s.Id == id, token) is { } submission)
                    await MarkAsync(submission, token);
            },
            cancellationToken);
    }

    private static void Add(
        Dictionary<GradingId, Grading> gradings, Submission submission, Student me, IReadOnlyList<Handed> others, string kind, string text)
    {
        foreach (var other in others)
        {
            AddTo(submission.CountingGradingId, other.Student);
            AddTo(other.Grading, me);
        }

        void AddTo(GradingId? id, Student sharedWith)
        {
            if (id is { } known && gradings.TryGetValue(known, out var grading))
                grading.AddFlag(new IntegrityFlag(kind, JobTexts.Catalog[text, sharedWith.Number, sharedWith.Name]));
        }
    }

    private async Task<List<Handed>> WithSameClusterAsync(Submission submission, CancellationToken cancellationToken)
    {
        if (submission.LeaseId is not { } own || await db.Leases.AsNoTracking().FirstOrDefaultAsync(l => l.Id == own, cancellationToken) is not { } lease)
            return [];

        var same = db.Leases.Where(l => l.CourseId == lease.CourseId && l.StudentId != lease.StudentId
            && ((l.KubeSystemUid != null && l.KubeSystemUid == lease.KubeSystemUid)
                || (l.ClusterArn != null && l.ClusterArn == lease.ClusterArn && l.ClusterCreatedAt == lease.ClusterCreatedAt)
                || (l.CaSha256 != null && l.CaSha256 == lease.CaSha256 && l.Endpoint == lease.Endpoint)));
        return await HandedAsync(db.Submissions.Where(s => same.Any(l => s.LeaseId == l.Id)), cancellationToken);
    }

    private async Task<List<Handed>> WithSameAddressAsync(Submission submission, CancellationToken cancellationToken)
    {
        if (submission.LoadBalancerAddress is not { Length: > 0 } address)
            return [];
        return await HandedAsync(
            db.Submissions.Where(s => s.CourseId == submission.CourseId && s.StudentId != submission.StudentId && s.LoadBalancerAddress == address),
            cancellationToken);
    }

    private Task<List<Handed>> HandedAsync(IQueryable<Submission> submissions, CancellationToken cancellationToken) => submissions
        .Join(db.Students, s => s.StudentId, s => s.Id, (submission, student) => new Handed(submission.CountingGradingId, student))
        .AsNoTracking()
        .ToListAsync(cancellationToken);

    private sealed record Handed(GradingId? Grading, Student Student);
}
