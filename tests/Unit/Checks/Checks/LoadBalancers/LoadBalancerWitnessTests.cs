using EksGrader.Checks.Aws;
using EksGrader.Checks.Checks.LoadBalancers;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Web;
using EksGrader.Tests.Unit.Fakes;

namespace EksGrader.Tests.Unit.Checks.Checks.LoadBalancers;

/// <summary>What AWS and the host name say against a Service whose status was written by hand, and what looks like it and is honest.</summary>
public sealed class LoadBalancerWitnessTests
{
    private const string Uid = "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9";
    private const string OwnName = "a0a1b2c3d4e5f60718293a4b5c6d7e8f";
    private readonly LoadBalancerCheck check = new();

    [Fact]
    public async Task Targets_OfOtherInstancesTwice_FailTheThirdFactWithBothAnswers()
    {
        var cluster = WebApp.Owned(targets: [WebApp.Target("i-somebody-elses"), WebApp.Target("10.9.9.9")]);

        var verdict = await cluster.JudgeAsync(check);

        Assert.Equal((0.4m, true, Assurance.Aws), (verdict.Share, verdict.MayStillComeTrue, verdict.Assurance));
        Assert.False(verdict.AwaitsAws);
        Assert.Contains("is a node of this cluster", verdict.Summary.En, StringComparison.Ordinal);
        Assert.Equal(2, verdict.Evidence.Count(e => e.Text.Contains("i-somebody-elses", StringComparison.Ordinal)));
        Assert.Equal(2, verdict.Evidence.Count(e => e.Text.Contains($"aws:///ap-northeast-2a/{Make.InstanceId("n1")}", StringComparison.Ordinal)));
        Assert.Equal(1, cluster.Log.Pauses);
        Assert.Empty(cluster.Web.Contacted);
    }

    public static TheoryData<string> HonestTargets => [.. Honest.Keys];

    [Theory]
    [MemberData(nameof(HonestTargets))]
    public async Task Targets_OfThisCluster_LoseNoPoint(string how)
    {
        var verdict = await Honest[how](WebApp.Owned()).JudgeAsync(check);
        Assert.True((Outcome.Passed, Assurance.Aws) == (verdict.Outcome, verdict.Assurance ?? Assurance.Cluster), $"{how}: {verdict.Summary.En}");
    }

    [Fact]
    public async Task Targets_OfAClassicLoadBalancer_AreItsInstances()
    {
        var cluster = WebApp.Owned(b => b with { Kind = AwsLoadBalancerKind.Classic, State = "" }, targets: [WebApp.Target(Make.InstanceId("n1"), "InService")]);
        Assert.Equal(Outcome.Passed, (await cluster.JudgeAsync(check)).Outcome);
    }

    [Fact]
    public async Task Targets_OfAnotherServicesPods_AreForeign()
    {
        var other = Make.Pod("other-pod-with-a-long-name", app: "other");
        var verdict = await WebApp.Owned(targets: [WebApp.Target(other.Status.PodIP)]).With(other).JudgeAsync(check);
        Assert.Equal(0.4m, verdict.Share);
    }

    [Fact]
    public async Task Targets_ThatAreNotHealthyTheSecondTime_AreTheOlderRule()
    {
        var cluster = WebApp.Owned(targets: [WebApp.Target("i-old")]).WhilePaused(c => c.Aws.Send(WebApp.Balancer.Id, WebApp.Target(Make.InstanceId("n1"), "initial")));
        var verdict = await cluster.JudgeAsync(check);
        Assert.Equal((0.4m, true), (verdict.Share, verdict.MayStillComeTrue));
        Assert.Contains("is healthy", verdict.Summary.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Targets_BehindALoadBalancerThatIsATarget_MustBeOfThisClusterToo()
    {
        var cluster = Chained(WebApp.Target("i-other"));
        Assert.Equal(0.4m, (await cluster.JudgeAsync(check)).Share);
    }

    [Fact]
    public async Task Targets_BehindALoadBalancerWithoutAHealthyOne_AreNone()
    {
        var cluster = Chained(WebApp.Target(Make.InstanceId("n1"), "unhealthy"));
        var verdict = await cluster.JudgeAsync(check);
        Assert.Equal(0.4m, verdict.Share);
        Assert.Equal(0, cluster.Log.Pauses);
    }

    [Fact]
    public async Task Nodes_Unread_AreNotComparedAndTheAssuranceFalls()
    {
        var cluster = WebApp.Owned(targets: [WebApp.Target("i-other")]).Without<Node>();
        var verdict = await cluster.JudgeAsync(check);
        Assert.Equal((Outcome.Passed, Assurance.Cluster), (verdict.Outcome, verdict.Assurance));
        Assert.Equal(0, cluster.Log.Pauses);
    }

    [Fact]
    public async Task Nodes_UnreadWherePodsAreTargets_LeaveThePointsAndTakeTheAssurance()
    {
        var verdict = await Honest["pods of the Service"](WebApp.Owned()).Without<Node>().JudgeAsync(check);
        Assert.Equal((Outcome.Passed, Assurance.Cluster), (verdict.Outcome, verdict.Assurance));
    }

    [Theory]
    [InlineData("nodes")]
    [InlineData("pods")]
    public async Task SecondList_OfTheClusterMissing_IsAWitnessThatWasNotAsked(string missing)
    {
        var cluster = WebApp.Owned(targets: [WebApp.Target("i-other")]).WhilePaused(c => _ = missing == "nodes" ? c.Without<Node>() : c.Without<Pod>());
        var verdict = await cluster.JudgeAsync(check);
        Assert.Equal((Outcome.Passed, Assurance.Cluster, FaultDomain.Student), (verdict.Outcome, verdict.Assurance, verdict.WitnessFault));
    }

    [Theory]
    [InlineData("nodes")]
    [InlineData("pods")]
    public async Task SecondList_OfTheClusterMissingWhereAwsMustConfirm_IsUnknown(string missing)
    {
        var cluster = WebApp.Owned(targets: [WebApp.Target("i-other")]).WhilePaused(c => _ = missing == "nodes" ? c.Without<Node>() : c.Without<Pod>());
        var verdict = await cluster.By(r => r with { Assurance = Assurance.Aws }).JudgeAsync(check);
        Assert.Equal((Outcome.Unknown, FaultDomain.Student), (verdict.Outcome, verdict.Fault));
    }

    [Fact]
    public async Task SecondAnswer_OfAwsMissing_IsUnknownAndNeitherPassedNorFailed()
    {
        var cluster = WebApp.Owned(targets: [WebApp.Target("i-other")]).WhilePaused(c => c.Aws.TargetsFault = Faults.Throttled);
        Assert.Equal(Outcome.Unknown, (await cluster.JudgeAsync(check)).Outcome);
    }

    [Fact]
    public async Task LoadBalancer_OfAnotherRegion_FailsTheThirdFactWithoutAwsAccess()
    {
        const string Theirs = "neighbour-0123456789abcdef.elb.us-east-1.amazonaws.com";
        var cluster = new FakeCluster().Behind(Make.LoadBalancer("web", Theirs)).Submitted(h => h with { ServerHost = "0123456789ABCDEF0123456789ABCDEF.gr7.ap-northeast-2.eks.amazonaws.com" })
            .WithWeb(w => w.Public(Theirs).AnswerToAll = new WebResponse { Status = 200 });

        var verdict = await cluster.JudgeAsync(check);

        Assert.Equal((0.4m, true), (verdict.Share, verdict.MayStillComeTrue));
        Assert.Contains("us-east-1, and the cluster is in ap-northeast-2", verdict.Summary.En, StringComparison.Ordinal);
        Assert.Contains(verdict.Evidence, e => e.Text.Contains(Theirs, StringComparison.Ordinal));
        Assert.Contains(verdict.Evidence, e => e.Text.Contains("gr7.ap-northeast-2.eks", StringComparison.Ordinal));
        Assert.Empty(cluster.Web.Contacted);
    }

    [Theory]
    [InlineData(null, null, 1)]
    [InlineData("10.0.0.1", null, 1)]
    [InlineData(null, "ap-northeast-2", 1)]
    [InlineData(null, "us-east-1", 0.4)]
    [InlineData("0123456789ABCDEF0123456789ABCDEF.gr7.ap-northeast-2.eks.amazonaws.com", "us-east-1", 1)]
    [InlineData("0123456789ABCDEF0123456789ABCDEF.gr7.us-east-1.eks.amazonaws.com", "ap-northeast-2", 0.4)]
    public async Task Region_IsThatOfTheEndpointWhereItTellsOne(string? server, string? region, double share)
    {
        var cluster = WebApp.Exposed().Submitted(h => h with { ServerHost = server, Region = region });
        Assert.Equal(share, (double)((await cluster.JudgeAsync(check)).Share ?? -1));
    }

    [Theory]
    [InlineData(OwnName, 1)]
    [InlineData("a0a1b2c3d4e5f60718293a4b5c6d7e80", 0.4)]
    [InlineData("a0a1b2c3d4e5f60718293a4b5c6d7e8", 1)] // 30 digits: no name of the cloud controller
    [InlineData("custom-name", 1)]
    [InlineData("k8s-kube-other-0123456789", 1)] // a sign, not a loss
    public async Task HostName_OfAnotherServicesUid_FailsTheThirdFact(string name, double share)
    {
        foreach (var host in new[] { $"{name}-1234567890.ap-northeast-2.elb.amazonaws.com", $"{name}-0123456789abcdef.elb.ap-northeast-2.amazonaws.com" })
        {
            var verdict = await OfUid(host).JudgeAsync(check);
            Assert.Equal(share, (double)(verdict.Share ?? -1));
            Assert.Equal(share < 1, verdict.Evidence.Any(e => e.Text.Contains(Uid, StringComparison.Ordinal)));
        }
    }

    [Theory]
    [InlineData(Uid, 1)]
    [InlineData("ffffffff-4e5f-6071-8293-a4b5c6d7e8f9", 0.4)]
    public async Task HostName_OfAnIngress_IsThatOfItsControllersService(string uid, double share)
    {
        const string Host = $"{OwnName}-1234567890.ap-northeast-2.elb.amazonaws.com";
        var inner = Make.LoadBalancer("web") is var service ? service with { Spec = service.Spec with { Type = "ClusterIP" } } : service;
        var controller = Make.LoadBalancer("nginx", Host, "ingress-nginx");
        var cluster = new FakeCluster().Behind(inner).With(controller with { Metadata = controller.Metadata with { Uid = uid } }).With(Make.Ingress("web", "web", Host))
            .WithWeb(w => w.Public(Host).AnswerToAll = new WebResponse { Status = 404 });
        Assert.Equal(share, (double)((await cluster.JudgeAsync(check, ("acceptIngress", true))).Share ?? -1));
    }

    [Fact]
    public async Task Ingress_OneOfSeveralBehindOneLoadBalancer_SendsToPodsOfAny()
    {
        var (web, api) = (Inner("web"), Inner("api"));
        var cluster = new FakeCluster().Behind(web).Behind(api, p => p with { Status = p.Status with { PodIP = "10.7.7.7" } })
            .With(Make.Ingress("web", "web", WebApp.Host), Make.Ingress("api", "api", WebApp.Host)).With(Make.Node("n1"))
            .WithWeb(w => w.Public(WebApp.Host).Answer(WebApp.Address, 200))
            .WithAws(a => a.Add(WebApp.Balancer with { Kind = AwsLoadBalancerKind.Application }, Make.Labels(), [WebApp.Target("10.7.7.7")]));
        var verdict = await cluster.JudgeAsync(check, ("acceptIngress", true));
        Assert.Equal((Outcome.Passed, Assurance.Aws), (verdict.Outcome, verdict.Assurance));
    }

    private static Service Inner(string name) => Make.LoadBalancer(name) is var service ? service with { Spec = service.Spec with { Type = "ClusterIP" } } : service;

    private static FakeCluster OfUid(string host)
    {
        var service = Make.LoadBalancer("web", host);
        return new FakeCluster().Behind(service with { Metadata = service.Metadata with { Uid = Uid } }).WithWeb(w => w.Public(host).AnswerToAll = new WebResponse { Status = 200 });
    }

    private static FakeCluster Chained(AwsTarget last) => WebApp.Owned(targets: [WebApp.Target(Alb)])
        .WithAwsMore(a => a.Send(Alb, last));

    private const string Alb = "arn:aws:elasticloadbalancing:ap-northeast-2:111122223333:loadbalancer/app/k8s-web/0123456789abcdef";

    private static readonly Dictionary<string, Func<FakeCluster, FakeCluster>> Honest = new(StringComparer.Ordinal)
    {
        ["an instance of a node, by its nodePort"] = c => c.Sending(WebApp.Target(Make.InstanceId("n1")) with { Port = 31080 }),
        ["an instance of a node of Auto Mode"] = c => c.With(Make.Node("auto") is var n ? n with { Metadata = n.Metadata with { Name = "i-auto", Labels = Make.Labels(("eks.amazonaws.com/compute-type", "auto")) } } : n).Sending(WebApp.Target(Make.InstanceId("auto"))),
        ["an instance of a node that is not ready or cordoned"] = c => c.With(Make.Node("late", ready: false) is var n ? n with { Spec = n.Spec with { Unschedulable = true } } : n).Sending(WebApp.Target(Make.InstanceId("late"))),
        ["targets of other zones in draining"] = c => c.Sending(WebApp.Target("i-gone", "draining"), WebApp.Target("i-gone-too", "unhealthy.draining"), WebApp.Target(Make.InstanceId("n1"))),
        ["an old target beside one of this cluster"] = c => c.Sending(WebApp.Target("i-old"), WebApp.Target(Make.InstanceId("n1"))),
        ["pods of the Service"] = c => c.Sending(WebApp.Target("10.0.0.7") with { Port = 8080 }),
        ["pods on Fargate"] = c => c.With(Fargate).Sending(WebApp.Target("10.0.0.7")),
        ["pods of IPv6, in another spelling"] = c => c.WithPod(p => p with { Status = p.Status with { PodIP = "2001:db8:0::7" } }).Sending(WebApp.Target("2001:0DB8::0007")),
        ["the second family of dual-stack pods"] = c => c.WithPod(p => p with { Status = p.Status with { PodIPs = [new PodAddress { Ip = "10.0.0.7" }, new PodAddress { Ip = "2001:db8::7" }] } }).Sending(WebApp.Target("2001:db8::7")),
        ["a node by its address"] = c => c.With(WithAddress("byip", "10.1.2.3")).Sending(WebApp.Target("10.1.2.3") with { Port = 31080 }),
        ["a load balancer that sends to nodes"] = c => c.Sending(WebApp.Target(Alb)).WithAwsMore(a => a.Send(Alb, WebApp.Target(Make.InstanceId("n1")))),
        ["a load balancer that sends to pods"] = c => c.Sending(WebApp.Target(Alb)).WithAwsMore(a => a.Send(Alb, WebApp.Target("10.0.0.7"))),
        ["a pod that was there the first time only"] = c => c.Sending(WebApp.Target("i-old")).WhilePaused(x => x.WithPod(p => p with { Status = p.Status with { PodIP = "10.8.8.8" } }).Sending(WebApp.Target("10.0.0.7"))),
        ["a pod that came while its target was there"] = c => c.Sending(WebApp.Target("10.8.8.8")).WhilePaused(x => x.WithPod(p => p with { Status = p.Status with { PodIP = "10.8.8.8" } })),
        ["a node that came while its target was there"] = c => c.Sending(WebApp.Target(Make.InstanceId("fresh"))).WhilePaused(x => x.With(Make.Node("fresh"))),
        ["a target that came later"] = c => c.Sending(WebApp.Target("i-old")).WhilePaused(x => x.Aws.Send(WebApp.Balancer.Id, WebApp.Target(Make.InstanceId("n1")))),
        ["a Service with several ports, one group each"] = c => c.Sending(WebApp.Target("i-gone", "unhealthy") with { Port = 31080 }, WebApp.Target(Make.InstanceId("n1"), "unhealthy") with { Port = 31081 }, WebApp.Target(Make.InstanceId("n1")) with { Port = 31082 }),
        ["a load balancer in the subnets of another account"] = c => c.Sending(WebApp.Target(Make.InstanceId("n1"))),
    };

    private static Node Fargate => Make.Node("f1") is var n
        ? n with { Metadata = n.Metadata with { Labels = Make.Labels(("eks.amazonaws.com/compute-type", "fargate")) }, Spec = new NodeSpec { ProviderID = "aws:///ap-northeast-2a/0123456789/fargate-ip-10-0-0-7.ap-northeast-2.compute.internal" } }
        : n;

    private static Node WithAddress(string name, string address) => Make.Node(name) is var n
        ? n with { Status = n.Status with { Addresses = [new NodeAddress { Type = "InternalIP", Address = address }] } }
        : n;
}

/// <summary>Changes to an application behind a load balancer.</summary>
file static class Changes
{
    public static FakeCluster Sending(this FakeCluster cluster, params IReadOnlyList<AwsTarget> targets) => cluster.WithAwsMore(a => a.Send(WebApp.Balancer.Id, [.. targets]));

    public static FakeCluster WithAwsMore(this FakeCluster cluster, Action<FakeAws> change)
    {
        change(cluster.Aws);
        return cluster;
    }

    public static FakeCluster WithPod(this FakeCluster cluster, Func<Pod, Pod> change)
    {
        cluster.Kubernetes.Replace(change(Make.Pod("web-pod")));
        return cluster;
    }
}
