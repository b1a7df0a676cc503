using EksGrader.Checks.Checks.Insights;
using EksGrader.Checks.Checks.LoadBalancers;
using EksGrader.Checks.Checks.Nodes;
using EksGrader.Checks.Checks.Replicas;
using EksGrader.Simulator.Plans;
using static EksGrader.Simulator.Plans.ExpectedVerdict;

namespace EksGrader.Simulator.Kinds;

/// <summary>Clusters that lack one thing.</summary>
internal static class HalfGoodKinds
{
    private static readonly ClusterPlan Classic = GoodKinds.Classic;

    public static IEnumerable<ClusterKind> All => [.. NodesAndPods, .. Balancers, .. Agents];

    private static IEnumerable<ClusterKind> NodesAndPods =>
    [
        new("node-not-ready", 3, "One of two nodes stopped answering.", Classic with { Nodes = [new(), new(Ready: false)], Web = new(OneNode: true) },
            new() { [NodesCheck.Id] = Partial(0.5m) }),
        new("three-nodes", 3, "Three nodes where two are asked for.", Classic with { Nodes = [new(), new(), new()] }, new() { [NodesCheck.Id] = Partial(0.5m) }),
        new("one-node", 2, "A node group of one.", Classic with { Nodes = [new()] }, new() { [NodesCheck.Id] = Partial(0.5m) }),
        new("crash-loop", 4, "One of two replicas crashes again and again.", Classic with { Web = new(Ready: 1) }, new() { [ReplicasCheck.Id] = Partial(0.5m) }),
        new("one-replica", 3, "Never scaled the Deployment.", Classic with { Web = new(Replicas: 1, Ready: 1) }, new() { [ReplicasCheck.Id] = Partial(0.5m) }),
        new("bare-pods", 3, "Two pods made by hand, without a Deployment.", Classic with { Web = new(Bare: true) }, new() { [ReplicasCheck.Id] = Failed }),
    ];

    private static IEnumerable<ClusterKind> Balancers =>
    [
        new("internal-load-balancer", 3, "Forgot the annotation for an internet-facing load balancer.", GoodKinds.ByRole with
        {
            Balancer = new() { Maker = BalancerMaker.LoadBalancerController, Internal = true, Name = DnsBehaviour.Private },
        }, new() { [LoadBalancerCheck.Id] = Partial(0.4m) }),
        new("unhealthy-targets", 0, "A security group keeps the load balancer from its targets.", Classic with { Balancer = new() { Healthy = false, Answer = WebBehaviour.Failing } },
            new() { [LoadBalancerCheck.Id] = Partial(0.4m) }),
        new("name-missing", 0, "The load balancer's name does not resolve.", Classic with { Balancer = new() { Name = DnsBehaviour.Missing } },
            new() { [LoadBalancerCheck.Id] = Partial(0.6m) }),
        new("failing-web", 3, "The web application answers 503.", Classic with { Balancer = new() { Answer = WebBehaviour.Failing } }, new() { [LoadBalancerCheck.Id] = Partial(0.8m) }),
        new("hanging-web", 0, "The web application accepts connections and says nothing.", Classic with { Balancer = new() { Answer = WebBehaviour.Hang } },
            new() { [LoadBalancerCheck.Id] = Partial(0.8m) }),
        new("resetting-web", 0, "The web application resets connections.", Classic with { Balancer = new() { Answer = WebBehaviour.Reset } },
            new() { [LoadBalancerCheck.Id] = Partial(0.8m) }),
    ];

    private static IEnumerable<ClusterKind> Agents =>
    [
        new("no-agent", 5, "Container Insights was never installed.", Classic with { Agent = null }, new() { [ContainerInsightsCheck.Id] = Failed }),
        new("agent-template", 4, "Left {{cluster_name}} in the manifest.", Classic with { Agent = new() { ClusterName = "{{cluster_name}}", DataArrives = false } },
            new() { [ContainerInsightsCheck.Id] = Partial(0.5m) }),
        new("agent-one-node", 2, "The agent runs on one node of two.", Classic with { Agent = new() { ReadyOn = 1 } }, new() { [ContainerInsightsCheck.Id] = Partial(0.75m) }),
    ];
}
