using System.Collections.Immutable;

namespace EksGrader.Simulator.Kinds;

/// <summary>Every kind of practice cluster, and how a class is made of them.</summary>
internal static class ClusterKinds
{
    public static readonly ImmutableArray<ClusterKind> All = [.. GoodKinds.All, .. HalfGoodKinds.All, .. SettlingKinds.All, .. BrokenKinds.All, .. EndingKinds.All];

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
            // Whoever is furthest behind his share is next; this deals the kinds out evenly for every size of class.
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
