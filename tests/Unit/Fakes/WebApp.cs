using EksGrader.Checks.Aws;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Tests.Unit.Fakes;

/// <summary>A web application behind a load balancer, good in every way; a test breaks what it is about.</summary>
internal static class WebApp
{
    public const string Host = "k8s-default-web-0123456789-0123456789abcdef.elb.ap-northeast-2.amazonaws.com";

    public static string Address => $"http://{Host}/";

    /// <summary>Pod, Service and endpoints.</summary>
    public static FakeCluster Behind(this FakeCluster cluster, Service service, Func<Pod, Pod>? pod = null, Func<EndpointSlice, EndpointSlice>? slice = null)
    {
        var behind = Make.Pod($"{service.Metadata.Name}-pod", ns: service.Metadata.Namespace, app: service.Spec.Selector.GetValueOrDefault("app") ?? "");
        behind = pod?.Invoke(behind) ?? behind;
        var endpoints = Make.Slice(service, pods: behind);
        return cluster.With(service).With(behind).With(slice?.Invoke(endpoints) ?? endpoints);
    }

    /// <summary>Everything that a passed verdict needs without AWS access.</summary>
    public static FakeCluster Exposed() =>
        new FakeCluster().Behind(Make.LoadBalancer("web", Host)).WithWeb(w => w.Public(Host).Answer(Address, 200));

    /// <summary>The same with AWS access.</summary>
    public static FakeCluster Owned(
        Func<AwsLoadBalancer, AwsLoadBalancer>? balancer = null, IReadOnlyDictionary<string, string>? tags = null, IReadOnlyList<AwsTarget>? targets = null) =>
        Exposed().With(Make.Node("n1")).WithAws(a => a.Add(balancer?.Invoke(Balancer) ?? Balancer, tags ?? Tags(), targets ?? [Target(Make.InstanceId("n1"))]));

    /// <summary>A healthy target; the instance of node n1 is <c>Make.InstanceId</c> of it.</summary>
    public static AwsTarget Target(string id, string state = "healthy") => new(id, state, state is "healthy" or "InService");

    public static AwsLoadBalancer Balancer { get; } = new()
    {
        Id = "arn:aws:elasticloadbalancing:lb/web",
        Name = "k8s-default-web-0123456789",
        Kind = AwsLoadBalancerKind.Network,
        DnsName = Host,
        InternetFacing = true,
        State = "active",
    };

    public static IReadOnlyDictionary<string, string> Tags(string cluster = FakeCluster.Name, string service = "default/web") =>
        Make.Labels(("elbv2.k8s.aws/cluster", cluster), ("service.k8s.aws/stack", service));
}
