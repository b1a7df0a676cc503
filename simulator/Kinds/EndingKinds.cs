using EksGrader.Simulator.Plans;

namespace EksGrader.Simulator.Kinds;

/// <summary>Good clusters that their students delete by themselves, ten minutes after the first look. No class has them unless asked.</summary>
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
