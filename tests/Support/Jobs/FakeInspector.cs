using EksGrader.Checks.Assignments;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;

namespace EksGrader.Tests.Support.Jobs;

/// <summary>One look as it was asked for.</summary>
internal sealed record AskedObservation(IReadOnlyList<string> Checks, ClusterAccess Access, SubmissionTarget Target, int Number, TimeSpan Limit);

/// <summary>A looker that answers what a test says, and takes no time unless the test moves the clock.</summary>
internal sealed class FakeInspector(TimeProvider time) : IClusterInspector
{
    private readonly Lock gate = new();
    private readonly List<AskedObservation> asked = [];

    /// <summary>What each check comes to at an observation; by default everything passes.</summary>
    public Func<AskedObservation, string, Verdict> Judge { get; set; } = (_, check) =>
        check is "gone" or "cluster-deletion" ? Verdict.Pending(Texts.Of("pending")) : Verdict.Passed(Texts.Of("passed"));

    /// <summary>Which cluster is seen.</summary>
    public Func<AskedObservation, ClusterIdentity> Identity { get; set; } = look =>
        new ClusterIdentity(null, null, "host.eks", $"uid-of-{look.Access.Kubeconfig?.Token}");

    /// <summary>What opening the cluster adds to the facts of the submission.</summary>
    public Func<SubmissionTarget, SubmissionTarget> Facts { get; set; } = handIn => handIn;

    /// <summary>What is recorded of an observation.</summary>
    public Func<AskedObservation, IReadOnlyList<RecordedRead>> Reads { get; set; } = _ => [];

    /// <summary>What happens before the observation ends.</summary>
    public Func<AskedObservation, CancellationToken, Task> Meanwhile { get; set; } = (_, _) => Task.CompletedTask;

    public IReadOnlyList<AskedObservation> Asked
    {
        get
        {
            lock (gate)
            {
                return [.. asked];
            }
        }
    }

    public async Task<Observation> InspectAsync(
        Assignment assignment, IReadOnlyList<AssignedCheck> which, ClusterAccess access, SubmissionTarget handIn, int number, TimeSpan limit,
        IProgress<CheckResult>? progress, CancellationToken cancellationToken)
    {
        var look = new AskedObservation([.. which.Select(c => c.Check.Value)], access, handIn, number, limit);
        lock (gate)
        {
            asked.Add(look);
        }

        var at = time.GetUtcNow();
        var results = which.Select(c => new CheckResult(c.Check, c.Points, Judge(look, c.Check.Value))).ToList();
        results.ForEach(r => progress?.Report(r));
        await Meanwhile(look, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        var identity = Identity(look);
        return new Observation(at, time.GetUtcNow() - at, results.ToDictionary(r => r.Check, r => r.Verdict), [])
        {
            Identity = identity,
            Recorded = new RecordedObservation(number, at, Facts(handIn), [.. which.Select(c => c.Check)], Reads(look)) { Identity = identity },
        };
    }
}

internal static class Texts
{
    public static LocalizedText Of(string words) => LocalizedText.Same(words);

    public static Verdict NotYet(decimal share = 0) => Verdict.OfShare(share, Of("not yet")) with { MayStillComeTrue = true };
}
