using EksGrader.Checks.Assignments;
using EksGrader.Checks.Checks.Deletion;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using NodaTime;

namespace EksGrader.Jobs.Leases;

/// <summary>The checks that judge what the watch over the deletion saw: <c>cluster-deletion</c>, and those of plug-ins.</summary>
/// <param name="catalogue">The checks.</param>
/// <param name="grader">Runs them.</param>
public sealed class DeletionChecks(Catalogue catalogue, Grader grader)
{
    /// <summary>Their ids.</summary>
    public IReadOnlyList<CheckId> Ids { get; } = [.. catalogue.Checks.Where(c => c is ILeaseCheck).Select(c => c.Info.Id)];

    /// <summary>Judges those that an assignment asks for.</summary>
    /// <param name="assignment">The assignment.</param>
    /// <param name="zone">The time zone that verdicts name times in.</param>
    /// <param name="lease">What is known of the deletion.</param>
    /// <param name="submittedAt">When the cluster was handed in.</param>
    /// <param name="at">The time of the judgement.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IReadOnlyDictionary<CheckId, Verdict>> JudgeAsync(
        Assignment assignment, DateTimeZone zone, LeaseHistory lease, DateTimeOffset submittedAt, DateTimeOffset at, CancellationToken cancellationToken)
    {
        // Whether it is an EKS cluster was judged by the looks at the living one.
        var rules = assignment with { Rules = assignment.Rules with { RequireEks = false } };
        var handIn = new SubmissionTarget { SubmittedAt = submittedAt, DeleteBy = lease.Deadline, KeepUntil = lease.KeepUntil, TimeZone = zone.Id };
        var cluster = Replayer.Open(new RecordedObservation(1, at, handIn, [], []), lease with { Zone = zone });
        return grader.JudgeAsync(rules, [.. assignment.Checks.Where(c => Ids.Contains(c.Check))], cluster, progress: null, cancellationToken);
    }
}
