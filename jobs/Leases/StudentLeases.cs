using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Jobs.Scheduling;

namespace EksGrader.Jobs.Leases;

/// <summary>A submission with the lease that it stands under.</summary>
internal sealed record LeaseMember(LeaseCase Case, LeasedSubmission Submission);

/// <summary>What one student submitted for one assignment, under all leases.</summary>
/// <param name="Members">The submissions.</param>
/// <param name="Counting">The leases whose end all of them wait for.</param>
internal sealed record StudentLeases(IReadOnlyList<LeaseMember> Members, IReadOnlyList<LeaseCase> Counting)
{
    /// <summary>Sorts submissions by student and assignment.</summary>
    /// <param name="all">Every lease of those students.</param>
    /// <param name="stored">What stands in the gradings that count.</param>
    public static IReadOnlyList<StudentLeases> Of(IEnumerable<LeaseCase> all, ILookup<GradingId, StoredVerdict> stored) =>
    [
        .. all.SelectMany(c => c.Submissions, (known, submission) => new LeaseMember(known, submission))
            .GroupBy(m => (m.Submission.Student, m.Submission.Assignment))
            .Select(g => new StudentLeases([.. g], [.. g.GroupBy(m => m.Case.Lease.Id).Where(l => Counts(l, stored)).Select(l => l.First().Case)])),
    ];

    /// <summary>The student's other leases.</summary>
    public IEnumerable<LeaseCase> OthersThan(LeaseCase own) => Counting.Where(c => c.Lease.Id != own.Lease.Id);

    // Of a cluster that was settled by hand an instructor has decided already, and one that is none of EKS is not what was asked for.
    private static bool Counts(IEnumerable<LeaseMember> under, ILookup<GradingId, StoredVerdict> stored) => under.Any(m =>
        m.Case.Lease.State != LeaseState.Settled && m.Submission.Counting is { } counting && stored[counting].Any(s => !s.IsForNoEks));
}

/// <summary>What a check comes to by the observations of one lease.</summary>
/// <param name="Case">The lease.</param>
/// <param name="Verdict">The verdict.</param>
internal sealed record JudgedLease(LeaseCase Case, Verdict Verdict);

/// <summary>
/// Of a student's clusters for one assignment every one must end (docs/lifecycle.md, "Every cluster must end"): a submission stands where
/// the worst of them stands, so that a forgotten cluster is not excused by submitting another one.
/// </summary>
internal static class WorstLeaseVerdict
{
    private const int LongestName = 100;

    /// <summary>What a submission comes to: what its own cluster does, unless another one comes to less.</summary>
    /// <param name="own">Its own cluster.</param>
    /// <param name="others">The student's other clusters for the assignment.</param>
    public static JudgedLease WorstOf(JudgedLease own, IEnumerable<JudgedLease> others)
    {
        var worst = others.Aggregate(own, (worst, next) => RankOf(next.Verdict) < RankOf(worst.Verdict) ? next : worst);
        return worst == own ? own : worst with { Verdict = Worded(own.Verdict, worst) };
    }

    // What has failed stays so; what is still pending may yet fail; of what is unknown an instructor decides only then.
    private static decimal RankOf(Verdict verdict) => verdict.Outcome switch
    {
        Outcome.Failed => -3,
        Outcome.Pending => -2,
        Outcome.Unknown => -1,
        _ => verdict.Share ?? 0,
    };

    private static Verdict Worded(Verdict own, JudgedLease other) =>
        Verdict.Restore(other.Verdict.Outcome, other.Verdict.Share, other.Verdict.Fault, JobTexts.Catalog["AnotherCluster", NameOf(other.Case), other.Verdict.Summary]) with
        {
            Feedback = other.Verdict.Feedback,
            Facts = other.Verdict.Facts,
            Evidence = [.. own.Evidence, .. other.Verdict.Evidence.Select(e => e with { Title = $"{e.Title}: {NameOf(other.Case)}" })],
        };

    private static string NameOf(LeaseCase known) => SafeText.Line(
        known.Lease.DisplayName ?? known.Lease.KubeSystemUid ?? "?", LongestName);
}
