using System.Collections.Immutable;

namespace EksGrader.Simulator.Plans;

/// <summary>How a student ends his cluster by himself.</summary>
internal sealed record EndingPlan
{
    /// <summary>How long after the first request the deletion begins.</summary>
    public required TimeSpan After { get; init; }

    /// <summary>What is left behind.</summary>
    public PracticeLeftovers Left { get; init; }

    /// <summary>The AWS actions that are denied from then on: the role went with the cluster, or lost its rights.</summary>
    public ImmutableArray<string> Denied { get; init; } = [];

    /// <summary>The AWS actions that AWS throttles from then on.</summary>
    public ImmutableArray<string> Throttled { get; init; } = [];
}
