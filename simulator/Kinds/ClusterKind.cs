using System.Collections.Immutable;
using EksGrader.Simulator.Plans;

namespace EksGrader.Simulator.Kinds;

/// <summary>A kind of cluster: a plan, or several that follow each other from the first request on.</summary>
/// <param name="Id">The stable name, such as <c>node-not-ready</c>.</param>
/// <param name="Weight">How many of a hundred students have such a cluster, about; 0 for those that a class only has when asked for.</param>
/// <param name="Story">What the student did, in one sentence.</param>
/// <param name="Plan">What the cluster is like at first.</param>
/// <param name="Expected">What a grading comes to at the first look.</param>
internal sealed record ClusterKind(string Id, int Weight, string Story, ClusterPlan Plan, ExpectedGrading Expected)
{
    /// <summary>What it is like later; null where it stays as it is.</summary>
    public ClusterPlan? Later { get; init; }

    /// <summary>What a grading comes to then.</summary>
    public ExpectedGrading ExpectedLater { get; init; } = Expected;

    /// <summary>How the student ends it by himself; null where he does not.</summary>
    public EndingPlan? Ending { get; init; }

    /// <summary>The plans with the time since the first request from which each holds.</summary>
    public ImmutableArray<(TimeSpan From, ClusterPlan Plan)> Stages(TimeSpan settlesAfter) =>
        Later is null ? [(TimeSpan.Zero, Plan)] : [(TimeSpan.Zero, Plan), (settlesAfter, Later)];
}
