using EksGrader.Db.Model;

namespace EksGrader.Jobs.Leases;

/// <summary>A submission with the lease that it stands under.</summary>
internal sealed record LeaseMember(LeaseCase Case, LeasedSubmission Submission);

/// <summary>What one student handed in for one assignment, under all leases.</summary>
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
