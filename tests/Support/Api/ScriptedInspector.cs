using System.Collections.Concurrent;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;

namespace EksGrader.Tests.Support.Api;

/// <summary>Clusters as tests say, by the host name of their API: all is well where nothing is said.</summary>
public sealed class ScriptedInspector(TimeProvider time) : IClusterInspector
{
    private readonly ConcurrentDictionary<string, Script> scripts = new(StringComparer.Ordinal);

    /// <summary>A cluster that is looked at only when the test lets it, and then shows what the test says.</summary>
    public Script On(string host) => scripts.GetOrAdd(host, _ => new Script());

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
        var at = time.GetUtcNow();
        var host = access.Kubeconfig?.Server.Host ?? access.Aws?.ClusterName ?? "";
        var script = scripts.GetValueOrDefault(host) ?? Script.AllIsWell;
        var verdicts = new Dictionary<CheckId, Verdict>();
        foreach (var check in which)
        {
            verdicts[check.Check] = script.Judge(check.Check);
            progress?.Report(new CheckResult(check.Check, check.Points, verdicts[check.Check]));
        }

        await script.WaitAsync(cancellationToken);
        var identity = new ClusterIdentity(null, null, host, null);
        return new Observation(at, TimeSpan.Zero, verdicts, [])
        {
            Identity = identity,
            Recorded = new RecordedObservation(number, at, handIn, [.. which.Select(c => c.Check)], []) { Identity = identity },
        };
    }
}

/// <summary>What one cluster shows.</summary>
public sealed class Script
{
    private readonly TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? held;

    public static Script AllIsWell { get; } = new();

    /// <summary>What each check comes to.</summary>
    public Func<CheckId, Verdict> Judge { get; set; } = check => check.Value == "cluster-deletion"
        ? Verdict.Pending(new LocalizedText("not yet", "아직"))
        : Verdict.Passed(new LocalizedText("as asked", "요구한 대로입니다")) with { Evidence = [new Evidence("kubectl get nodes", "NAME\nnode-1", DateTimeOffset.UnixEpoch)] };

    /// <summary>Ends when the first observation has begun, its verdicts told.</summary>
    public Task Begun => begun.Task;

    /// <summary>Looks wait until they are let go.</summary>
    public Script Hold()
    {
        held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return this;
    }

    public void Release() => held?.TrySetResult();

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        begun.TrySetResult();
        if (held is { } hold)
            await hold.Task.WaitAsync(cancellationToken);
    }
}
