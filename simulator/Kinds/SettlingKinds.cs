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

/// <summary>Good clusters that their students delete by themselves, ten minutes after the first observation. No class has them unless asked.</summary>
internal static class EndingKinds
{
    private static readonly TimeSpan After = TimeSpan.FromMinutes(10);

    public static IEnumerable<ClusterKind> All =>
    [
        Ends("ends-clean", "Deleted the cluster with everything it had.", new() { After = After }),
        Ends("ends-leaving-costs", "Deleted the cluster, and left a load balancer, a volume and the NAT gateway.", new()
        {
            After = After,
            Left = PracticeLeftovers.LoadBalancer | PracticeLeftovers.Volume | PracticeLeftovers.NatGateway | PracticeLeftovers.Stack,
        }),
        Ends("ends-half-denied", "Deleted the cluster; the role may not describe volumes.", new() { After = After, Left = PracticeLeftovers.Volume, Denied = ["ec2:DescribeVolumes"] }),
        Ends("ends-with-role", "Deleted the cluster, and the rights of the role with it.", new() { After = After, Denied = ["eks:*", "ec2:*", "elasticloadbalancing:*", "cloudformation:*", "logs:*"] }),
        Ends("ends-throttled", "Deleted the cluster while AWS throttles every call.", new() { After = After, Throttled = ["eks:*", "ec2:*", "elasticloadbalancing:*"] }),
        Ends("ends-by-name", "Handed in a kubeconfig alone, and deleted the cluster.", new() { After = After }, GoodKinds.ByKubeconfig),
    ];

    private static ClusterKind Ends(string id, string story, EndingPlan ending, ClusterPlan? plan = null) => new(id, 0, story, plan ?? GoodKinds.ByRole, new()) { Ending = ending };
}
