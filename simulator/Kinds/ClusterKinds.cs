using System.Collections.Immutable;
using EksGrader.Simulator.Plans;

namespace EksGrader.Simulator.Kinds;

/// <summary>Every kind of practice cluster, and how a class is made of them.</summary>
internal static class ClusterKinds
{
    public static readonly ImmutableArray<ClusterKind> All = [.. GoodKinds.All, .. HalfGoodKinds.All, .. LectureKinds.All, .. SettlingKinds.All, .. BrokenKinds.All, .. EndingKinds.All];

    /// <summary>The kind of that name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static ClusterKind Named(string id) =>
        All.FirstOrDefault(k => string.Equals(k.Id, id, StringComparison.Ordinal))
        ?? throw new ArgumentException($"There is no kind of cluster '{id}'; there are {string.Join(", ", All.Select(k => k.Id))}.", nameof(id));

    /// <summary>
    /// A plausible class: every kind about as often as its weight says, in an order that looks like one. A small class shows as many
    /// different kinds as it can.
    /// </summary>
    public static IReadOnlyList<ClusterKind> Class(int students, Random random)
    {
        var weighted = All.Where(k => k.Weight > 0).ToArray();
        var total = weighted.Sum(k => k.Weight);
        var chosen = new List<ClusterKind>(students);
        var given = new int[weighted.Length];
        for (var i = 1; i <= students; i++)
        {
            // The kind that is furthest behind its share is next, so that the kinds are spread evenly for every size of class.
            var next = 0;
            for (var k = 1; k < weighted.Length; k++)
            {
                if (Behind(k, i) > Behind(next, i))
                {
                    next = k;
                }
            }

            given[next]++;
            chosen.Add(weighted[next]);
        }

        var dealt = chosen.ToArray();
        random.Shuffle(dealt);
        return dealt;

        double Behind(int kind, int dealtSoFar) => ((double)weighted[kind].Weight * dealtSoFar / total) - given[kind];
    }
}

/// <summary>A kind of cluster: a plan, or several that follow each other from the first request on.</summary>
/// <param name="Id">The stable name, such as <c>node-not-ready</c>.</param>
/// <param name="Weight">How many of a hundred students have such a cluster, about; 0 for those that a class only has when asked for.</param>
/// <param name="Story">What the student did, in one sentence.</param>
/// <param name="Plan">What the cluster is like at first.</param>
/// <param name="Expected">What a grading comes to at the first observation.</param>
internal sealed record ClusterKind(string Id, int Weight, string Story, ClusterPlan Plan, ExpectedGrading Expected)
{
    /// <summary>What it is like later; null where it stays as it is.</summary>
    public ClusterPlan? Later { get; init; }

    /// <summary>What a grading comes to then.</summary>
    public ExpectedGrading ExpectedLater { get; init; } = Expected;

    /// <summary>How the student deletes it; null where they do not.</summary>
    public EndingPlan? Ending { get; init; }

    /// <summary>The plans with the time since the first request from which each holds.</summary>
    public ImmutableArray<(TimeSpan From, ClusterPlan Plan)> Stages(TimeSpan settlesAfter) =>
        Later is null ? [(TimeSpan.Zero, Plan)] : [(TimeSpan.Zero, Plan), (settlesAfter, Later)];
}
