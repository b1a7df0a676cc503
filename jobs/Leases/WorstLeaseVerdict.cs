using EksGrader.Checks.Core;
using EksGrader.Jobs.Scheduling;

namespace EksGrader.Jobs.Leases;

/// <summary>What a check comes to by the looks of one lease.</summary>
/// <param name="Case">The lease.</param>
/// <param name="Verdict">The verdict.</param>
internal sealed record JudgedLease(LeaseCase Case, Verdict Verdict);

/// <summary>
/// Of a student's clusters for one assignment every one must end (docs/lifecycle.md, "Every cluster must end"): a submission stands where
/// the worst of them stands, so that nobody is spared for a cluster that is forgotten by handing in another one.
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

    // What has failed stays so; what is still pending may yet fail; of what nobody knows an instructor decides only then.
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
            Evidence = [.. own.Evidence, .. other.Verdict.Evidence.Select(e => e with { Title = $"{e.Title}: {NameOf(other.Case)}" })],
        };

    private static string NameOf(LeaseCase known) => SafeText.Line(
        known.Lease.DisplayName ?? known.Lease.KubeSystemUid ?? "?", LongestName);
}
