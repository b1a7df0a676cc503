using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Jobs.Gradings;
using EksGrader.Jobs.Leases;

namespace EksGrader.Jobs.Submissions;

/// <summary>Judges recordings: replays them in each of the ways that <see cref="VerdictPolicy"/> weighs against each other. Changes nothing.</summary>
internal sealed class RecordingJudge(Replayer replayer, LeaseVerdicts deletion, TimeProvider time)
{
    // How the AWS readers name their reads.
    private const string OfAws = "aws ";

    /// <summary>What a submission's recording comes to by an assignment: also what a difference is shown from, before it is applied.</summary>
    public async Task<Report> RegradeAsync(GradingCase known, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var report = known.Recording.Observations.Count == 0
            ? VerdictPolicy.RegradeUnrecorded(known)
            : VerdictPolicy.Regrade(known, await ReplayAsync(known, now, cancellationToken), now);
        return await deletion.IntoAsync(report, known.Submission, cancellationToken);
    }

    /// <summary>What a submission comes to at its deadline.</summary>
    public async Task<Report> CloseAsync(GradingCase known, CancellationToken cancellationToken)
    {
        var checks = known.Assignment.Checks
            .Where(c => known.Before.ContainsKey(c.Check))
            .Select(c => new CheckResult(c.Check, c.Points, known.Before[c.Check]));
        var report = new Report(known.Assignment, [.. checks], known.Flags) { Cluster = known.Settling.Cluster };
        return report.Checks.Any(c => VerdictPolicy.WaitsForStudent(c.Verdict))
            ? VerdictPolicy.Close(report, await WithClosingAsync(new RecordingReplays(report), known.Recording, cancellationToken))
            : report;
    }

    private async Task<RecordingReplays> ReplayAsync(GradingCase known, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var whole = await replayer.ReplayAsync(known.Recording, known.Assignment, cancellationToken);
        var replays = new RecordingReplays(whole) { BeforeSafe = await BeforeSafeAsync(known, whole, cancellationToken) };
        return VerdictPolicy.HasPassed(known, now) && MayWaitForStudent(known, replays) ? await WithClosingAsync(replays, known.Recording, cancellationToken) : replays;
    }

    // Whether any policy can leave a check that closing judges.
    private static bool MayWaitForStudent(GradingCase known, RecordingReplays replays) => replays.Whole.Checks.Concat(replays.BeforeSafe?.Checks ?? [])
        .Select(c => c.Verdict).Concat(known.Before.Values).Any(VerdictPolicy.WaitsForStudent);

    private async Task<Report?> BeforeSafeAsync(GradingCase known, Report whole, CancellationToken cancellationToken)
    {
        var early = known.Recording.Observations.Where(l => !(l.At > known.Submission.SafeToDeleteAt)).ToList();
        if (early.Count == known.Recording.Observations.Count)
            return null;
        if (early.Count == 0)
            return whole with { Checks = [] };
        var shorter = new Recording { Assignment = known.Recording.Assignment };
        early.ForEach(shorter.Add);
        return await replayer.ReplayAsync(shorter, known.Assignment, cancellationToken);
    }

    private async Task<RecordingReplays> WithClosingAsync(RecordingReplays replays, Recording recording, CancellationToken cancellationToken) => replays with
    {
        AsGranted = await OfSameClusterAsync(replays.Whole, AsGranted(recording), cancellationToken),
        WithoutAws = await OfSameClusterAsync(replays.Whole, WithoutAws(recording), cancellationToken),
    };

    // Judged otherwise, another cluster of two may earn more: its verdicts are not added to those of the one that counts.
    private async Task<IReadOnlyDictionary<CheckId, Verdict>> OfSameClusterAsync(Report report, Recording? recording, CancellationToken cancellationToken)
    {
        if (recording is null)
            return new Dictionary<CheckId, Verdict>();
        var replayed = await replayer.ReplayAsync(recording, report.Assignment, cancellationToken);
        return report.Cluster is { } counts && replayed.Cluster is { } other && counts.Compare(other) == ClusterMatch.Another
            ? new Dictionary<CheckId, Verdict>()
            : replayed.Checks.ToDictionary(c => c.Check, c => c.Verdict);
    }

    private static Recording? WithoutAws(Recording recording)
    {
        if (!recording.Observations.Any(l => l.Target.HasAwsAccess))
            return null;
        var stripped = new Recording { Assignment = recording.Assignment };
        foreach (var observation in recording.Observations)
            stripped.Add(observation with { Target = observation.Target with { HasAwsAccess = false } });
        return stripped;
    }

    /// <summary>
    /// The recording in which every AWS read that the student's rights kept from being answered is answered as in the newest observation
    /// before it of the same cluster; null where none of them ever was. Only a right that was never granted is judged as without AWS: a
    /// fact stays as it was read when its read is refused later.
    /// </summary>
    private static Recording? AsGranted(Recording recording)
    {
        var filled = new Recording { Assignment = recording.Assignment };
        var known = new Dictionary<string, RecordedRead>(StringComparer.Ordinal);
        var (cluster, any) = (default(ClusterIdentity), false);
        foreach (var observation in recording.Observations)
        {
            if (observation.Identity is { } seen && cluster?.Compare(seen) == ClusterMatch.Another)
                (cluster, known) = (null, new Dictionary<string, RecordedRead>(StringComparer.Ordinal));
            cluster = cluster?.Joined(observation.Identity) ?? observation.Identity;
            var reads = observation.Reads.Select(r => IsRefused(r) ? known.GetValueOrDefault(r.Key, r) : r).ToList();
            any |= !reads.SequenceEqual(observation.Reads);
            foreach (var read in reads.Where(r => r is { Fault: null, Answer.IsEmpty: false } && r.Key.StartsWith(OfAws, StringComparison.Ordinal)))
                known[read.Key] = read;
            filled.Add(observation with { Reads = reads });
        }

        return any ? filled : null;
    }

    private static bool IsRefused(RecordedRead read) => read.Fault is { Fault: FaultDomain.Student } && read.Key.StartsWith(OfAws, StringComparison.Ordinal);
}
