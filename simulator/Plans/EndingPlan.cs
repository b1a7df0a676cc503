using System.Collections.Immutable;

namespace EksGrader.Simulator.Plans;

/// <summary>How a student deletes their cluster.</summary>
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

/// <summary>What a student who deletes their cluster leaves behind.</summary>
[Flags]
public enum PracticeLeftovers
{
    /// <summary>Nothing but log groups, which every cluster leaves.</summary>
    None = 0,

    /// <summary>The web application's load balancer.</summary>
    LoadBalancer = 1,

    /// <summary>A volume of a claim.</summary>
    Volume = 2,

    /// <summary>The NAT gateway with its address, in eksctl's network.</summary>
    NatGateway = 4,

    /// <summary>eksctl's stack, whose deletion failed.</summary>
    Stack = 8,

    /// <summary>A node that goes on running.</summary>
    Instance = 16,
}
