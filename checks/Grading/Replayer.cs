using EksGrader.Checks.Assignments;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;
using EksGrader.Checks.Web;

namespace EksGrader.Checks.Grading;

/// <summary>Repeats a grading from its recording: the same rules give the very same report, other rules give theirs.</summary>
/// <param name="grader">Runs the checks.</param>
/// <param name="limits">How long observing may take; a replay only counts with them.</param>
public sealed class Replayer(Grader grader, GraderLimits limits)
{
    /// <summary>Judges a recording by an assignment.</summary>
    /// <param name="recording">What was seen.</param>
    /// <param name="assignment">What is graded by; a check of it whose reads were not recorded becomes unknown, never failed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Report> ReplayAsync(Recording recording, Assignment assignment, CancellationToken cancellationToken)
    {
        var settling = new Settling(assignment, limits, grader.IsLive);
        var everLookedFor = recording.Observations.SelectMany(l => l.Checks).ToHashSet();
        foreach (var look in recording.Observations)
        {
            var cluster = Open(look);
            var which = assignment.Checks
                .Where(c => look.Checks.Contains(c.Check) || (look.Number == 1 && !everLookedFor.Contains(c.Check)))
                .ToList();
            var groups = await ApiGroups.ReadFirstAsync(cluster, assignment, cancellationToken);
            var signs = ObservationFlags.FindAsync(cluster, assignment with { Checks = which }, cancellationToken);
            var verdicts = await grader.JudgeAsync(assignment, which, cluster, progress: null, cancellationToken);
            var judged = new Observation(look.At, TimeSpan.Zero, verdicts, await signs) { Identity = look.Identity };
            judged = await ApiGroups.JudgeAsync(judged, groups, cluster.Kubernetes, assignment.Rules, cancellationToken);
            settling.Add(judged with { Verdicts = await grader.MarkContradictedAsync(assignment, judged.Verdicts, look, cancellationToken) });
        }

        return settling.ToReport(Verdict.Unknown(FaultDomain.Grader, ReadErrors.Texts["NothingRecorded"]));
    }

    /// <summary>A recorded observation as a check sees it.</summary>
    /// <param name="look">The observation.</param>
    /// <param name="lease">What is known of the deletion; null where it is not watched.</param>
    public static Cluster Open(RecordedObservation look, LeaseHistory? lease = null)
    {
        var log = new ReplayLog(look);
        return new Cluster(log, look.Target, new KubernetesReader(log, client: null), look.Target.HasAwsAccess ? new AwsReader(log, client: null) : null, new WebReader(log, prober: null)) { Lease = lease };
    }
}
