using EksGrader.Checks.Aws;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Checks.LoadBalancers;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Web;
using EksGrader.Tests.Unit.Fakes;
using EksGrader.Tests.Unit.Gates;

namespace EksGrader.Tests.Unit.Checks.Checks.LoadBalancers;

/// <summary>The gates of <c>load-balancer</c>.</summary>
public sealed class LoadBalancerGates : CheckGates
{
    private const string Confirmed = "Service, confirmed by AWS";
    private const string Believed = "Service, without AWS access";
    private const string ByIngress = "Ingress";

    internal override ICheck Check { get; } = new LoadBalancerCheck();

    internal override IEnumerable<Reference> References =>
    [
        new(Confirmed, "nodes as targets", () => WebApp.Owned())
        {
            Deciding = gate => gate
                .Decides<Service>(c => c.Remove<Service>())
                .Decides<Pod>(c => c.Remove<Pod>())
                .Decides<EndpointSlice>(c => c.Remove<EndpointSlice>())
                .Decides(c => c.ForAws(a => a.Send(WebApp.Balancer.Id, Sick)), "elasticloadbalancing:DescribeTargetGroups", "elasticloadbalancing:DescribeTargetHealth")
                .Decides(_ => WebApp.Owned(b => b with { DnsName = "other" }), "elasticloadbalancing:DescribeLoadBalancers"),
        },
        new(Confirmed, "pods as targets", () => WebApp.Owned(targets: [WebApp.Target(Make.Pod("web-pod").Status.PodIP)])),
        new(Confirmed, "a classic load balancer", () => WebApp.Owned(b => b with { Kind = AwsLoadBalancerKind.Classic, State = "" }, targets: [WebApp.Target(Make.InstanceId("n1"), "InService")])),
        new(Believed, "answers 200", WebApp.Exposed)
        {
            Deciding = gate => gate
                .Decides<Service>(c => c.Remove<Service>())
                .Decides<Pod>(c => c.Remove<Pod>())
                .Decides<EndpointSlice>(c => c.Remove<EndpointSlice>()),
        },
        new(Believed, "answers 404", () => WebApp.Exposed().WithWeb(w => w.Answer(WebApp.Address, 404))),
        new(Believed, "in a namespace of its own", () => new FakeCluster().Behind(Make.LoadBalancer("web", WebApp.Host, "aws-exam")).WithWeb(w => w.Public(WebApp.Host).Answer(WebApp.Address, 200))),
        new(ByIngress, "confirmed by AWS", () => Routed().With(Make.Node("n1")).WithAws(a => a.Add(WebApp.Balancer with { Kind = AwsLoadBalancerKind.Application }, WebApp.Tags(), [WebApp.Target(Make.InstanceId("n1"))])), ("acceptIngress", true)),
        new(ByIngress, "without AWS access", Routed, ("acceptIngress", true)),
        new(ByIngress, "redirects", () => Routed().WithWeb(w => w.Answer(WebApp.Address, 301)), ("acceptIngress", true)),
    ];

    internal override IEnumerable<Mutation> Mutations =>
    [
        Break("address", 0, "no address yet", c => c.Change<Service>(s => s with { Status = new ServiceStatus() }).Change<Ingress>(i => i with { Status = new ServiceStatus() })),
        Break("endpoint", 0.2m, "no pod", c => c.Remove<Pod>()),
        Break("endpoint", 0.2m, "the pod is not ready", c => c.Change<Pod>(p => p with { Status = p.Status with { Conditions = [] } })),
        Break("endpoint", 0.2m, "no endpoint", c => c.Remove<EndpointSlice>()),
        Break("awsLoadBalancer", 0.4m, "an address that is not AWS's", c => Elsewhere(c)),
        Break("awsLoadBalancer", 0.4m, "no healthy target", c => c.ForAws(a => a.Send(WebApp.Balancer.Id, Sick))).On($"{Confirmed}, nodes as targets", $"{Confirmed}, pods as targets", $"{ByIngress}, confirmed by AWS"),
        Break("awsLoadBalancer", 0.4m, "targets of somebody else", c => c.ForAws(a => a.Send(WebApp.Balancer.Id, WebApp.Target("i-somebody-elses")))).On($"{Confirmed}, nodes as targets") with { IsHonest = false },
        Break("resolves", 0.6m, "the name does not exist", c => c.WithWeb(w => w.Name(WebApp.Host))),
        Break("resolves", 0.6m, "a private address", c => c.WithWeb(w => w.Name(WebApp.Host, new GuardedAddress("10.0.0.9", "private")))),
        Break("answers", 0.8m, "answers 503", c => c.WithWeb(w => w.Answer(WebApp.Address, 503))),
        Break("answers", 0.8m, "does not answer", c => c.WithWeb(w => w.Answer(WebApp.Address, new WebResponse { Failure = WebFailure.TimedOut }))),
    ];

    internal override IEnumerable<Scenario> LookAlikes =>
    [
        new("a Service of type ClusterIP", () => new FakeCluster().Behind(Make.LoadBalancer("web") with { Spec = new ServiceSpec { Type = "ClusterIP", Selector = Make.Labels(("app", "web")) } }), 0),
        new("a load balancer in a system namespace", () => new FakeCluster().Behind(Make.LoadBalancer("web", WebApp.Host, "ingress-nginx")).WithWeb(w => w.Public(WebApp.Host).Answer(WebApp.Address, 200)), 0),
        new("an Ingress where only a Service counts", Routed, 0),
        new("an address of another cloud", () => new FakeCluster().Behind(Make.LoadBalancer("web", "web.example.com")).WithWeb(w => w.Public("web.example.com").Answer("http://web.example.com/", 200)), 0.4m),
    ];

    internal override IEnumerable<Hostile> Hostiles =>
    [
        new("a body full of control characters", c => c.WithWeb(w => w.Answer(WebApp.Address, new WebResponse { Status = 200, Address = "203.0.113.7", Headers = ["Server: \u001b[31m"], Body = "\u001b]0;title\u0007" }))),
        new("a selector of a thousand terms", c => c.With(Make.LoadBalancer("other") with { Spec = new ServiceSpec { Type = "LoadBalancer", Selector = Make.Labels([.. Enumerable.Range(0, 1000).Select(i => ($"k{i}", "v"))]) } })),
    ];

    private static AwsTarget Sick => WebApp.Target(Make.InstanceId("n1"), "unhealthy");

    private static FakeCluster Routed() => new FakeCluster()
        .Behind(Make.LoadBalancer("web") with { Spec = new ServiceSpec { Type = "ClusterIP", Selector = Make.Labels(("app", "web")), Ports = [new ServicePort { Port = 80, Protocol = "TCP" }] }, Status = new ServiceStatus() })
        .With(Make.Ingress("web", "web", WebApp.Host))
        .WithWeb(w => w.Public(WebApp.Host).Answer(WebApp.Address, 200));

    private static FakeCluster Elsewhere(FakeCluster cluster)
    {
        var status = new ServiceStatus { LoadBalancer = Make.Address("web.example.com") };
        return cluster
            .Change<Service>(s => s.Spec.Type == "LoadBalancer" ? s with { Status = status } : s)
            .Change<Ingress>(i => i with { Status = status })
            .WithWeb(w => w.Public("web.example.com").Answer("http://web.example.com/", 200));
    }
}
