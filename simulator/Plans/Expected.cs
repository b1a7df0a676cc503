using EksGrader.Checks.Core;

namespace EksGrader.Simulator.Plans;

/// <summary>What one check must come to.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Share">The share of the points; null where the outcome has none.</param>
/// <param name="Fault">Whose fault an unknown is; null for every other outcome.</param>
public sealed record ExpectedVerdict(Outcome Outcome, decimal? Share = null, FaultDomain? Fault = null)
{
    /// <summary>All points.</summary>
    public static ExpectedVerdict Passed { get; } = new(Outcome.Passed, 1);

    /// <summary>No points.</summary>
    public static ExpectedVerdict Failed { get; } = new(Outcome.Failed, 0);

    /// <summary>Its time has not come.</summary>
    public static ExpectedVerdict Pending { get; } = new(Outcome.Pending);

    /// <summary>A part of the points.</summary>
    public static ExpectedVerdict Partial(decimal share) => new(Outcome.Partial, share);

    /// <summary>It cannot be looked at.</summary>
    public static ExpectedVerdict Unknown(FaultDomain fault) => new(Outcome.Unknown, null, fault);

    /// <summary>Whether a verdict is this one; shares are compared to a hundredth of a percent.</summary>
    public bool Matches(Verdict verdict) =>
        verdict.Outcome == Outcome && verdict.Fault == Fault && Math.Abs((verdict.Share ?? 0) - (Share ?? 0)) < 0.0001m;
}

/// <summary>What a grading of a practice cluster by the default assignment must come to (docs/checks.md, by hand, for every kind of cluster).</summary>
public sealed record ExpectedGrading
{
    /// <summary>Of <c>nodes</c>.</summary>
    public ExpectedVerdict Nodes { get; init; } = ExpectedVerdict.Passed;

    /// <summary>Of <c>replicas</c>.</summary>
    public ExpectedVerdict Replicas { get; init; } = ExpectedVerdict.Passed;

    /// <summary>Of <c>load-balancer</c>.</summary>
    public ExpectedVerdict LoadBalancer { get; init; } = ExpectedVerdict.Passed;

    /// <summary>Of <c>container-insights</c>.</summary>
    public ExpectedVerdict ContainerInsights { get; init; } = ExpectedVerdict.Passed;

    /// <summary>Of <c>cluster-deletion</c>, before its deadline.</summary>
    public ExpectedVerdict ClusterDeletion { get; init; } = ExpectedVerdict.Pending;

    /// <summary>All live checks the same.</summary>
    public static ExpectedGrading All(ExpectedVerdict verdict) => new() { Nodes = verdict, Replicas = verdict, LoadBalancer = verdict, ContainerInsights = verdict };

    /// <summary>
    /// All live checks unknown: reached by a kubeconfig alone, the server's version decides whether it is EKS at all, and it could not be read.
    /// </summary>
    public static ExpectedGrading Unreadable(FaultDomain fault) => All(ExpectedVerdict.Unknown(fault));

    /// <summary>Of a check by its id; null for one that practice clusters know nothing of.</summary>
    public ExpectedVerdict? Of(CheckId check) => check.Value switch
    {
        "nodes" => Nodes,
        "replicas" => Replicas,
        "load-balancer" => LoadBalancer,
        "container-insights" => ContainerInsights,
        "cluster-deletion" => ClusterDeletion,
        _ => null,
    };
}
