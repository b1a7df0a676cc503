using EksGrader.Checks.Clusters;
using EksGrader.Checks.Grading;

namespace EksGrader.Tests.Unit.Gates;

/// <summary>The gate "two looks": what a second observation mends counts, one of another cluster of the same name does not add to it, and one that never came takes nothing away.</summary>
internal static class TwoLooks
{
    /// <summary>Observes each mutation and then the reference.</summary>
    public static async Task<GateResult> TryAsync(GateRun run, Reference reference, IEnumerable<Mutation> mutations)
    {
        List<string> flaws = [];
        var tried = 0;
        foreach (var mutation in mutations)
        {
            tried++;
            var (right, rightLater) = (await SeenAsync(run, reference, 1), await SeenAsync(run, reference, 2));
            var (broken, brokenLater) = (await SeenAsync(run, mutation.Of(reference), 1), await SeenAsync(run, mutation.Of(reference), 2));
            var name = $"{mutation.Fact}: {mutation.What}";
            flaws.AddRange(await FlawsAsync(run, reference, $"{name}, mended", 1, another: false, broken, rightLater));
            flaws.AddRange(await FlawsAsync(run, reference, $"{name}, in a younger cluster of the same name", 1, another: true, right, Younger(brokenLater)));
            flaws.AddRange(await FlawsAsync(run, reference, $"{name}, never observed again", mutation.Share, another: false, broken));
        }

        return new GateResult(tried, flaws);
    }

    private static async Task<IEnumerable<string>> FlawsAsync(GateRun run, Reference reference, string name, decimal share, bool another, params IReadOnlyList<(RecordedObservation Seen, ClusterIdentity? Identity)> observations)
    {
        var report = await run.ReplayAsync(reference, observations);
        var verdict = report.Checks[0].Verdict;
        var saysSo = report.Flags.Any(f => f.Kind == Settling.AnotherClusterKind);
        return
        [
            .. FactBroken.IsSame(share, verdict.Share) ? Array.Empty<string>() : [$"{name}: {verdict.Share}, where {share} was meant: {verdict.Summary.En}"],
            .. saysSo == another ? Array.Empty<string>() : [$"{name}: {(another ? "says nothing of another cluster" : "takes it for another cluster")}"],
        ];
    }

    private static async Task<(RecordedObservation Seen, ClusterIdentity? Identity)> SeenAsync(GateRun run, Scenario scenario, int number)
    {
        var observed = await run.ObserveAsync(scenario, number);
        return (observed.Recorded ?? throw new InvalidOperationException("Nothing was recorded."), observed.Identity);
    }

    private static (RecordedObservation Seen, ClusterIdentity? Identity) Younger((RecordedObservation Seen, ClusterIdentity? Identity) observed) =>
        (observed.Seen, (observed.Identity ?? new ClusterIdentity(null, null, null, null)) with { CreatedAt = observed.Identity?.CreatedAt?.AddHours(1), KubeSystemUid = "another" });
}
