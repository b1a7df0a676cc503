namespace EksGrader.Checks.Checks.Replicas;

/// <summary>How far one workload fulfils the rule.</summary>
/// <param name="Workload">The workload.</param>
/// <param name="Ready">Its ready replicas.</param>
/// <param name="Share">The share of the points.</param>
/// <param name="Reachable">The share once everything that its specification asks for is ready.</param>
internal sealed record ReplicaScore(Workload Workload, int Ready, decimal Share, decimal Reachable)
{
    private const decimal CapOfTooMany = 0.5m;
    private const decimal CapInRollout = 0.5m;

    /// <summary>Whether it asks for more than belongs there.</summary>
    public bool TooMany { get; private init; }

    /// <summary>Scores a workload.</summary>
    /// <param name="workload">The workload.</param>
    /// <param name="count">How many replicas belong there.</param>
    /// <param name="exact">Whether more is too many.</param>
    /// <param name="nodes">Where pods count.</param>
    public static ReplicaScore Of(Workload workload, int count, bool exact, PodNodes nodes)
    {
        var ready = workload.CurrentPods.Count(p => ReadyPods.IsReady(p) && nodes.Hold(p));
        var tooMany = exact && workload.Asked > count;
        var cap = tooMany ? CapOfTooMany : 1;
        var capNow = workload.InRollout ? Math.Min(cap, CapInRollout) : cap;
        return new ReplicaScore(
            workload,
            ready,
            Math.Min(capNow, (decimal)ready / count),
            Math.Min(cap, (decimal)workload.Asked / count))
        {
            TooMany = tooMany,
        };
    }

    /// <summary>The best: highest share, then the oldest, then namespace and name.</summary>
    public static ReplicaScore Best(IEnumerable<ReplicaScore> scores) => scores
        .OrderByDescending(s => s.Share)
        .ThenBy(s => s.Workload.Metadata.CreationTimestamp ?? DateTimeOffset.MaxValue)
        .ThenBy(s => s.Workload.Metadata.ToString(), StringComparer.Ordinal)
        .First();
}
