using System.Text.Json;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Reads;
using EksGrader.Tests.Unit.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace EksGrader.Tests.Unit.Gates;

/// <summary>Judges a scenario as a grading does: live, from its recording, and from the recording of a whole grading.</summary>
/// <param name="check">The check.</param>
internal sealed class GateRun(ICheck check)
{
    private static readonly GraderLimits Limits = new();

    /// <summary>The verdict of the living cluster, which may be read only as the check declares.</summary>
    public Task<Verdict> JudgeAsync(Scenario scenario) => JudgeAsync(scenario.Cluster(), scenario.Parameters);

    /// <inheritdoc cref="JudgeAsync(Scenario)"/>
    public async Task<Verdict> JudgeAsync(FakeCluster cluster, IReadOnlyList<(string Name, object Value)> parameters)
    {
        try
        {
            return await cluster.JudgeAsync(check, [.. parameters]);
        }
        catch (ReadException e)
        {
            return FactSheet.Unread(check.Info.Facts, e.Fault);
        }
    }

    /// <summary>What was read while the check judged, as it comes out of a recording file.</summary>
    public async Task<RecordedObservation> RecordAsync(Scenario scenario)
    {
        var recording = new Recording();
        recording.Add(await scenario.Cluster().RecordAsync(check, [.. scenario.Parameters]));
        return (await StoredAsync(recording)).Observations[0];
    }

    /// <summary>The verdict of a recording.</summary>
    public async Task<Verdict> ReplayAsync(Scenario scenario, RecordedObservation recorded)
    {
        var cluster = scenario.Cluster();
        try
        {
            return await check.JudgeAsync(Replayer.Open(recorded, cluster.Lease), cluster.Parameters(check, [.. scenario.Parameters]), TestContext.Current.CancellationToken);
        }
        catch (ReadException e)
        {
            return FactSheet.Unread(check.Info.Facts, e.Fault);
        }
    }

    /// <summary>How long after the first observation the second one is made.</summary>
    public static TimeSpan BetweenLooks { get; } = TimeSpan.FromSeconds(20);

    /// <summary>Observes a scenario as a grading does, with all that it reads beside the check.</summary>
    public async Task<Observation> ObserveAsync(Scenario scenario, int number = 1)
    {
        var time = new PausesPass(FakeCluster.Now + (BetweenLooks * (number - 1)));
        using var pulse = new StarvationMonitor(time);
        var cluster = scenario.Cluster();
        var assignment = AssignmentOf(scenario);
        return await new ClusterInspector(GraderAt(time), new Opener(cluster), pulse, time)
            .InspectAsync(assignment, assignment.Checks, new ClusterAccess(null, null), new SubmissionTarget { SubmittedAt = FakeCluster.Now }, number, Limits.Observation, progress: null, TestContext.Current.CancellationToken);
    }

    /// <summary>The report of some observations, replayed a year later from their file.</summary>
    public async Task<Report> ReplayAsync(Scenario scenario, params IReadOnlyList<(RecordedObservation Seen, ClusterIdentity? Identity)> observations)
    {
        var recording = new Recording();
        foreach (var (seen, identity) in observations)
        {
            var number = recording.Observations.Count + 1;
            recording.Add(seen with { Number = number, Identity = identity ?? seen.Identity, Checks = [check.Info.Id] });
        }

        return await new Replayer(GraderAt(new PausesPass(FakeCluster.Now.AddYears(1))), Limits).ReplayAsync(await StoredAsync(recording), AssignmentOf(scenario), TestContext.Current.CancellationToken);
    }

    /// <summary>A verdict as the API would send it: two that are written alike are the same.</summary>
    public static string Written(Verdict verdict) => JsonSerializer.Serialize(verdict);

    private static async Task<Recording> StoredAsync(Recording recording)
    {
        using var packed = new MemoryStream(RecordingFile.Pack(recording));
        return await RecordingFile.UnpackAsync(packed, TestContext.Current.CancellationToken);
    }

    private Grader GraderAt(TimeProvider time) => new(new Catalogue([check]), time, Limits, NullLogger<Grader>.Instance);

    private Assignment AssignmentOf(Scenario scenario)
    {
        var parameters = scenario.Cluster().Parameters(check, [.. scenario.Parameters]);
        return new Assignment
        {
            Slug = "gates",
            Title = LocalizedText.Same("gates"),
            Rules = parameters.Rules,
            Checks = [new AssignedCheck(check.Info.Id, 20, scenario.Parameters.ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal))],
        };
    }

    private sealed class Opener(FakeCluster cluster) : IClusterOpener
    {
        public Task<LiveCluster> OpenAsync(ClusterAccess access, SubmissionTarget handIn, CancellationToken cancellationToken) => Task.FromResult(cluster.Open());
    }
}
