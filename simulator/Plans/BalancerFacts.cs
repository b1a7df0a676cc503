using EksGrader.Simulator.Kubernetes.Objects;

namespace EksGrader.Simulator.Plans;

/// <summary>
/// What AWS makes for the Service <c>default/web</c>: names, host name and tags as the cloud controller, the AWS Load Balancer
/// Controller and Auto Mode give them (cloud-provider-aws <c>aws_loadbalancer.go</c>; aws-load-balancer-controller, service names).
/// </summary>
internal sealed class BalancerFacts
{
    public const string ServiceNamespace = "default";
    public const string ServiceName = "web";

    public BalancerFacts(PracticeIdentity identity, BalancerPlan plan)
    {
        Plan = plan;
        IsClassic = plan.Maker == BalancerMaker.CloudController;
        var uid = ServiceUid(identity).Replace("-", "", StringComparison.Ordinal);
        if (IsClassic)
        {
            Name = ("a" + uid)[..32];
            Host = $"{(plan.Internal ? "internal-" : "")}{Name}-{identity.Ids.Number("elb", 900_000_000) + 100_000_000}.{identity.Region}.elb.amazonaws.com";
            Id = Name;
        }
        else
        {
            Name = $"k8s-{ServiceNamespace}-{ServiceName}-{identity.Ids.Hex("nlb", 10)}";
            var unique = identity.Ids.Hex("nlb-arn", 16);
            Host = $"{Name}-{unique}.elb.{identity.Region}.amazonaws.com";
            Id = $"arn:aws:elasticloadbalancing:{identity.Region}:{identity.AccountId}:loadbalancer/net/{Name}/{unique}";
        }

        TargetGroupArn = $"arn:aws:elasticloadbalancing:{identity.Region}:{identity.AccountId}:targetgroup/{Name}/{identity.Ids.Hex("target-group", 16)}";
        Tags = TagsOf(plan.Maker, identity.ClusterName);
    }

    public BalancerPlan Plan { get; }

    public bool IsClassic { get; }

    public string Name { get; }

    public string Host { get; }

    /// <summary>The ARN; the name for a classic one.</summary>
    public string Id { get; }

    public string TargetGroupArn { get; }

    public Labels Tags { get; }

    public static string ServiceUid(PracticeIdentity identity) => identity.Uid($"services/{ServiceNamespace}/{ServiceName}");

    private static Labels TagsOf(BalancerMaker maker, string cluster) => maker switch
    {
        BalancerMaker.CloudController => new(($"kubernetes.io/cluster/{cluster}", "owned"), ("kubernetes.io/service-name", $"{ServiceNamespace}/{ServiceName}")),
        BalancerMaker.LoadBalancerController => new(
            ("elbv2.k8s.aws/cluster", cluster),
            ("service.k8s.aws/stack", $"{ServiceNamespace}/{ServiceName}"),
            ("service.k8s.aws/resource", "LoadBalancer")),
        _ => new(
            ("eks:eks-cluster-name", cluster),
            ("service.eks.amazonaws.com/stack", $"{ServiceNamespace}/{ServiceName}"),
            ("service.eks.amazonaws.com/resource", "LoadBalancer")),
    };
}
