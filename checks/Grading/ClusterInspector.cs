using EksGrader.Checks.Assignments;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Grading;

/// <summary>Observes a live cluster once: <see cref="ClusterInspector"/>, or what a test puts there.</summary>
public interface IClusterInspector
{
    /// <summary>Opens the cluster, judges the checks, finds integrity flags, and hands over what was read.</summary>
    /// <param name="assignment">What is graded by.</param>
    /// <param name="which">The checks that the observation is for.</param>
    /// <param name="access">The credentials.</param>
    /// <param name="handIn">The facts of the submission.</param>
    /// <param name="number">Counts the observations of the grading from 1.</param>
    /// <param name="limit">How long the observation may take.</param>
    /// <param name="progress">Told each verdict as it falls.</param>
    /// <param name="cancellationToken">Gives up; nothing of the observation is kept then.</param>
    /// <returns>What it came to, with <see cref="Observation.Identity"/> and <see cref="Observation.Recorded"/>.</returns>
    Task<Observation> InspectAsync(
        Assignment assignment,
        IReadOnlyList<AssignedCheck> which,
        ClusterAccess access,
        SubmissionTarget handIn,
        int number,
        TimeSpan limit,
        IProgress<CheckResult>? progress,
        CancellationToken cancellationToken);
}

/// <summary>Observes a live cluster once: opens it, judges the checks, finds integrity flags, and hands over what it saw.</summary>
/// <param name="grader">Runs the checks.</param>
/// <param name="clusters">Opens clusters.</param>
/// <param name="pulse">Tells whether the grader itself kept up.</param>
/// <param name="time">The clock.</param>
public sealed class ClusterInspector(Grader grader, IClusterOpener clusters, StarvationMonitor pulse, TimeProvider time) : IClusterInspector
{
    /// <inheritdoc/>
    public async Task<Observation> InspectAsync(
        Assignment assignment,
        IReadOnlyList<AssignedCheck> which,
        ClusterAccess access,
        SubmissionTarget handIn,
        int number,
        TimeSpan limit,
        IProgress<CheckResult>? progress,
        CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        using var live = await clusters.OpenAsync(access, handIn, cancellationToken);
        live.Secrets.Add(access);
        // Opening bounds itself, and is part of the observation.
        var left = TimeSpan.FromTicks(Math.Max((limit - time.GetElapsedTime(started)).Ticks, TimeSpan.TicksPerSecond));
        using var log = new RecordingLog(number, live.Target, time, left, pulse, live.Secrets);
        var cluster = live.Observe(log, grader.MarksRequests(which));
        var groups = await ApiGroups.ReadFirstAsync(cluster, assignment, cancellationToken);
        var identity = ClusterIdentity.FindAsync(cluster, assignment.Rules, cancellationToken);
        var signs = ObservationFlags.FindAsync(cluster, assignment with { Checks = which }, cancellationToken);
        var verdicts = await grader.JudgeAsync(assignment, which, cluster, progress, cancellationToken);
        var seen = Complete(await identity, access);
        var look = new Observation(log.ObservedAt, TimeSpan.Zero, verdicts, await signs) { Identity = seen };
        var last = new KubernetesReader(await log.BeginLastReadAsync(), live.Kubernetes);
        look = await ApiGroups.JudgeAsync(look, groups, last, assignment.Rules, cancellationToken);
        Tell(which, verdicts, look.Verdicts, progress);
        look = look with { Took = time.GetElapsedTime(started) };
        var recorded = await log.EndAsync([.. which.Select(c => c.Check)]) with { Identity = seen };
        return look with { Recorded = recorded, Verdicts = await grader.MarkContradictedAsync(assignment, look.Verdicts, recorded, cancellationToken) };
    }

    // What was told already is told again where the last read changed it.
    private static void Tell(
        IReadOnlyList<AssignedCheck> which, IReadOnlyDictionary<CheckId, Verdict> told, IReadOnlyDictionary<CheckId, Verdict> verdicts, IProgress<CheckResult>? progress)
    {
        foreach (var assigned in which.Where(c => verdicts[c.Check] != told[c.Check]))
        {
            progress?.Report(new CheckResult(assigned.Check, assigned.Points, verdicts[assigned.Check]));
        }
    }

    // Where AWS did not tell the CA, the kubeconfig's own is what the connection was held to; it is no fact that an observation reads.
    private static ClusterIdentity Complete(ClusterIdentity identity, ClusterAccess access) =>
        identity.CaSha256 is null && access.Kubeconfig is { } kubeconfig
            ? identity with { CaSha256 = ClusterIdentity.HashOfCa(kubeconfig.CertificateAuthorityPem) }
            : identity;
}
