using EksGrader.Checks.Checks.Insights;
using EksGrader.Checks.Checks.LoadBalancers;
using EksGrader.Checks.Checks.Nodes;
using EksGrader.Checks.Checks.Replicas;
using EksGrader.Checks.Core;
using EksGrader.Simulator.Plans;
using static EksGrader.Simulator.Plans.ExpectedVerdict;

namespace EksGrader.Simulator.Kinds;

/// <summary>Clusters that become good while they are looked at.</summary>
internal static class SettlingKinds
{
    private static readonly ClusterPlan Classic = GoodKinds.Classic;

    public static IEnumerable<ClusterKind> All =>
    [
        new("balancer-arrives", 4, "Handed in while the load balancer was still being made.",
            Classic with { Balancer = new() { Provisioned = false } }, new() { [LoadBalancerCheck.Id] = Failed }) { Later = Classic, ExpectedLater = new() },
        new("data-arrives", 3, "Handed in before the agent had sent anything.",
            Classic with { Agent = new() { DataArrives = false } }, new() { [ContainerInsightsCheck.Id] = Partial(0.75m) }) { Later = Classic, ExpectedLater = new() },
        new("rights-arrive", 3, "Forgot nodes in the ClusterRole, and mends it.",
            Classic with { ForbiddenResources = ["nodes"] },
            OfNodes(Unknown(FaultDomain.Student))) { Later = Classic, ExpectedLater = new() },
        new("entry-arrives", 1, "The access entry takes a while.",
            GoodKinds.ByRole with { Access = new() { Form = AccessForm.Role, NoAccessEntry = true } },
            ExpectedGrading.All(Unknown(FaultDomain.Student))) { Later = GoodKinds.ByRole, ExpectedLater = new() },
    ];

    /// <summary>What depends on nodes: the load balancer alone does not.</summary>
    private static ExpectedGrading OfNodes(ExpectedVerdict verdict) => new() { [NodesCheck.Id] = verdict, [ReplicasCheck.Id] = verdict, [ContainerInsightsCheck.Id] = verdict };
}
