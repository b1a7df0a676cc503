using EksGrader.Checks.Assignments;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Checks.Nodes;
using EksGrader.Checks.Checks.Replicas;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Integrity;
using EksGrader.Checks.Kubernetes;
using EksGrader.Tests.Unit.Checks.Checks.Replicas;
using EksGrader.Tests.Unit.Fakes;

namespace EksGrader.Tests.Unit.Checks.Integrity;

public sealed class IntegrityRulesTests
{
    private const string Uid = "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9";

    [Theory]
    [InlineData("a0a1b2c3d4e5f60718293a4b5c6d7e8f-123456789.ap-northeast-2.elb.amazonaws.com", false)]
    [InlineData("a0a1b2c3d4e5f60718293a4b5c6d7e8f-0123456789abcdef.elb.ap-northeast-2.amazonaws.com", false)]
    [InlineData("internal-a0a1b2c3d4e5f60718293a4b5c6d7e8f-123456789.ap-northeast-2.elb.amazonaws.com", false)]
    [InlineData("k8s-myshopns-webfront-0123456789-0123456789abcdef.elb.ap-northeast-2.amazonaws.com", false)]
    [InlineData("a0a1b2c3d4e5f60718293a4b5c6d7e80-123456789.ap-northeast-2.elb.amazonaws.com", true)]
    [InlineData("k8s-default-webfront-0123456789-0123456789abcdef.elb.ap-northeast-2.amazonaws.com", true)]
    [InlineData("neighbour-123456789.ap-northeast-2.elb.amazonaws.com", true)]
    [InlineData("203.0.113.7", false)]
    [InlineData("practice.example.org", false)]
    public async Task Sign_HostNameThatAwsWouldNotGive_IsForeign(string host, bool foreign)
    {
        Assert.Equal(foreign, (await FindAsync(new FakeCluster().With(Named(host, "")))).Contains("foreignHostName"));
    }

    [Theory]
    [InlineData("by-hand-0123456789abcdef.elb.ap-northeast-2.amazonaws.com", "service.k8s.aws/nlb", null, false)]
    [InlineData("by-hand-0123456789abcdef.elb.ap-northeast-2.amazonaws.com", "eks.amazonaws.com/nlb", null, false)]
    [InlineData("by-hand-0123456789abcdef.elb.ap-northeast-2.amazonaws.com", "", "external", false)]
    [InlineData("by-hand-0123456789abcdef.elb.ap-northeast-2.amazonaws.com", "", "nlb-ip", false)]
    [InlineData("by-hand-0123456789abcdef.elb.ap-northeast-2.amazonaws.com", "", "nlb", true)]
    [InlineData("by-hand-0123456789abcdef.elb.ap-northeast-2.amazonaws.com", "", null, true)]
    [InlineData("by-hand-0123456789abcdef.elb.ap-northeast-2.amazonaws.com", "example.com/other", null, true)]
    [InlineData("by-hand-1234567890.ap-northeast-2.elb.amazonaws.com", "service.k8s.aws/nlb", "external", true)]
    public async Task Sign_NameByAnnotation_IsThatOfTheLoadBalancerControllerAlone(string host, string @class, string? type, bool foreign) =>
        Assert.Equal(foreign, (await FindAsync(new FakeCluster().With(Named(host, @class, type)))).Contains("foreignHostName"));

    [Theory]
    [InlineData(FakeCluster.Name, "default/web", false)]
    [InlineData("student-08", "default/web", true)]
    [InlineData(FakeCluster.Name, "default/other", true)]
    [InlineData(null, null, true)]
    public async Task Sign_TagsOfAnotherClusterOrService_AreForeign(string? cluster, string? service, bool foreign)
    {
        var owned = WebApp.Owned(tags: cluster is null || service is null ? Make.Labels() : WebApp.Tags(cluster, service));
        Assert.Equal(foreign, (await FindAsync(owned, GradesLoadBalancer)).Contains("foreignTags"));
        Assert.DoesNotContain("foreignTags", await FindAsync(owned));
    }

    [Theory]
    [InlineData("kubernetes.io/cluster/student-07", "owned", "kubernetes.io/service-name")]
    [InlineData("kubernetes.io/cluster/student-07", "shared", "kubernetes.io/service-name")]
    [InlineData("eks:eks-cluster-name", "student-07", "service.eks.amazonaws.com/stack")]
    public async Task Sign_TagsOfTheCloudControllerAndOfAutoMode_AreNone(string key, string value, string stack) =>
        Assert.DoesNotContain("foreignTags", await FindAsync(WebApp.Owned(tags: Make.Labels((key, value), (stack, "default/web"))), GradesLoadBalancer));

    [Fact]
    public async Task Sign_TagsThatCannotBeRead_AreNone()
    {
        var cluster = WebApp.Owned(tags: WebApp.Tags("student-08"));
        cluster.Aws.TagsFault = Faults.Denied("elasticloadbalancing:DescribeTags");
        Assert.DoesNotContain("foreignTags", await FindAsync(cluster, GradesLoadBalancer));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(WebApp.Host, false)]
    [InlineData("http://alb-0.ap-northeast-2.elb.amazonaws.com", false)]
    [InlineData("dualstack.ALB-0.ap-northeast-2.elb.amazonaws.com.:443/x (A or AAAA Record)", false)]
    [InlineData("203.0.113.7", false)]
    [InlineData("198.51.100.9", true)]
    [InlineData("other.example.org", true)]
    public async Task Sign_SubmittedAddressOfNothing_IsForeign(string? handedIn, bool foreign)
    {
        var cluster = new FakeCluster().With(Make.LoadBalancer("web", WebApp.Host)).With(Make.Ingress("i", "web", "alb-0.ap-northeast-2.elb.amazonaws.com"))
            .WithWeb(w => w.Public(WebApp.Host))
            .Submitted(h => h with { LoadBalancerAddress = handedIn });
        Assert.Equal(foreign, (await FindAsync(cluster)).Contains("foreignAddress"));
    }

    [Theory]
    [InlineData(2, 2, false)]
    [InlineData(2, 3, false)] // pods come before the status
    [InlineData(2, 1, true)]
    [InlineData(2, 0, true)]
    public async Task Sign_DaemonSetReadyOnMoreNodesThanItHasPods_IsToldFrom(int said, int pods, bool forged)
    {
        var set = InsightsParts.DaemonSet() with { Status = new DaemonSetStatus { NumberReady = said } };
        var cluster = new FakeCluster().Ready(set, [.. Enumerable.Range(1, pods).Select(n => $"n{n}")]);
        var signs = await IntegrityRules.FindAsync(cluster.Build(), ShippedAssignments.EksAssessment(Catalogue.Default.Infos), TestContext.Current.CancellationToken);
        Assert.Equal(forged, signs.Any(s => s.Kind == "countsWithoutPods"));
    }

    [Fact]
    public async Task Sign_AddressThatCannotBeComparedWithEverything_IsNone()
    {
        var cluster = new FakeCluster().Without<Ingress>().Submitted(h => h with { LoadBalancerAddress = "other.example.org" });
        Assert.DoesNotContain("foreignAddress", await FindAsync(cluster));
    }

    [Fact]
    public async Task Sign_AddressWhereAResolverIsSilent_IsNone()
    {
        var cluster = WebApp.Exposed().WithWeb(w => w.ResolverFault = Faults.NoResolver).Submitted(h => h with { LoadBalancerAddress = "198.51.100.9" });
        Assert.DoesNotContain("foreignAddress", await FindAsync(cluster));
    }

    [Fact]
    public async Task Sign_AddressBesideANameThatAwsDoesNotGiveOut_IsNoneAndTheNameIsNotAskedFor()
    {
        var cluster = new FakeCluster().With(Make.LoadBalancer("web", "web.example.org")).Submitted(h => h with { LoadBalancerAddress = "198.51.100.9" });
        Assert.DoesNotContain("foreignAddress", await FindAsync(cluster));
        Assert.DoesNotContain("dns web.example.org", cluster.Log.Keys);
    }

    [Theory]
    [InlineData(-30, true)]
    [InlineData(-90, true)]
    [InlineData(null, false)]
    [InlineData(30, false)]
    public async Task Sign_WorkloadCreatedAfterTheDueDate_IsLate(int? dueMinutes, bool late)
    {
        // Workloads here are one hour old, or just made.
        var deployment = Make.Deployment("web", 2);
        var made = deployment with { Metadata = deployment.Metadata with { CreationTimestamp = FakeCluster.Now } };
        var cluster = new FakeCluster().With(made).With(Make.Revision(made)).Submitted(h => h with { DueAt = dueMinutes is { } m ? FakeCluster.Now.AddMinutes(m) : null });
        Assert.Equal(late, (await FindAsync(cluster)).Contains("lateWorkload"));
    }

    [Fact]
    public async Task Sign_ReplicaSetOfADeploymentOrSystemWorkload_IsNotLate()
    {
        // A rollout after the due date makes a new ReplicaSet; the workload is the old one.
        var deployment = Make.Deployment("web", 2);
        var revision = Make.Revision(deployment);
        var system = Make.Deployment("coredns", 2, "kube-system");
        var now = FakeCluster.Now;
        var cluster = new FakeCluster()
            .With(deployment with { Metadata = deployment.Metadata with { CreationTimestamp = now.AddDays(-1) } }, system with { Metadata = system.Metadata with { CreationTimestamp = now } })
            .With(revision with { Metadata = revision.Metadata with { CreationTimestamp = now } })
            .Submitted(h => h with { DueAt = now.AddHours(-1) });
        Assert.DoesNotContain("lateWorkload", await FindAsync(cluster));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Sign_CredentialThatMayDoEverything_IsWritable(bool canWrite)
    {
        var cluster = new FakeCluster();
        cluster.Kubernetes.CanWrite = canWrite;
        Assert.Equal(canWrite, (await FindAsync(cluster)).Contains("writableAccess"));
    }

    [Theory]
    [InlineData("ip-10-0-0-1.ap-northeast-2.compute.internal", "ip-10-0-0-1.ap-northeast-2.compute.internal", "", false)]
    [InlineData("ip-10-0-0-1.ap-northeast-2.compute.internal", "IP-10-0-0-1.ap-northeast-2.compute.internal", "student-07", false)]
    [InlineData("ip-10-0-0-1.ap-northeast-2.compute.internal", "", "another student-07", false)]
    [InlineData("INSTANCE", "ip-10-0-0-1.ap-northeast-2.compute.internal", "", false)] // Auto Mode
    [InlineData("INSTANCE.ap-northeast-2.compute.internal", "ip-10-0-0-1.ap-northeast-2.compute.internal", "", false)] // names by resource
    [InlineData("my-own-name", "ip-10-0-0-1.ap-northeast-2.compute.internal", "", true)]
    [InlineData("ip-10-0-0-1.ap-northeast-2.compute.internal", "ip-10-0-0-1.ap-northeast-2.compute.internal", "another", true)]
    public async Task Sign_InstanceOfAnotherNameOrClusterThanItsNode_Differs(string node, string privateName, string clusters, bool differs)
    {
        var instance = Make.InstanceId("n");
        var named = Make.Node(node.Replace("INSTANCE", instance, StringComparison.Ordinal)) with { Spec = new NodeSpec { ProviderID = $"aws:///x/{instance}" } };
        var cluster = new FakeCluster().With(named).WithAws(a => a.Instance = id => new AwsInstance
        {
            Id = id,
            State = "running",
            VpcId = "vpc-1",
            PrivateDnsName = privateName,
            Clusters = clusters.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        });
        Assert.Equal(differs, (await FindAsync(cluster, OfNodes)).Contains("instanceDiffers"));
        Assert.Equal(1m, (await cluster.JudgeAsync(new NodesCheck(), ("count", 1))).Share);
        Assert.DoesNotContain("instanceDiffers", await FindAsync(cluster));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(6, false)] // a kubelet reports every 5 minutes
    [InlineData(11, true)]
    [InlineData(null, true)]
    public async Task Sign_ReadyNodeThatDoesNotReport_IsStale(int? minutes, bool stale)
    {
        var node = Make.Node("n1") with
        {
            Status = new NodeStatus { Conditions = [new Condition { Type = "Ready", Status = "True", LastHeartbeatTime = minutes is { } m ? FakeCluster.Now.AddMinutes(-m) : null }] },
        };
        var cluster = new FakeCluster().With(node);
        Assert.Equal(stale, (await FindAsync(cluster, OfNodes)).Contains("staleNode"));
        Assert.Equal(1m, (await cluster.JudgeAsync(new NodesCheck(), ("count", 1))).Share);
    }

    [Fact]
    public async Task Sign_NodeThatIsNotReady_IsNeitherStaleNorStrange() =>
        Assert.Empty(await FindAsync(new FakeCluster().With(Make.Node("n1", ready: false)), OfNodes));

    [Theory]
    [InlineData("v1.33.5-eks-113cf36", false)] // Amazon Linux, Bottlerocket, Windows, Auto Mode, Fargate and nodeadm
    [InlineData("v1.33.5", true)]
    [InlineData("", true)]
    public async Task Sign_NodeWhoseKubeletIsNoneOfEks_IsStrange(string version, bool strange)
    {
        var node = Make.Node("n1");
        var cluster = new FakeCluster().With(node with { Status = node.Status with { NodeInfo = new NodeInfo { KubeletVersion = version } } });
        Assert.Equal(strange, (await FindAsync(cluster, OfNodes)).Contains("strangeNode"));
        Assert.Equal(1m, (await cluster.JudgeAsync(new NodesCheck(), ("count", 1))).Share);
    }

    [Theory]
    [InlineData(2, 2, false)]
    [InlineData(1, 2, false)] // the controller has not seen the second yet
    [InlineData(3, 2, true)]
    public async Task Sign_StatusThatThePodsDoNotBearOut_Differs(int told, int ready, bool differs)
    {
        var deployment = Make.Deployment("web", 2) with { Status = new WorkloadStatus { ObservedGeneration = 1, Replicas = 2, UpdatedReplicas = 2, ReadyReplicas = told } };
        var cluster = ReplicasCheckTests.Deployed(deployment, ready);
        Assert.Equal(differs, (await FindAsync(cluster, OfNodes)).Contains("statusDiffers"));
        Assert.Equal(ready / 2m, (await cluster.JudgeAsync(new ReplicasCheck())).Share);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sign_StatusThatLagsBehindADrain_IsNone(bool terminating)
    {
        var deployment = Make.Deployment("web", 2) with { Status = new WorkloadStatus { ObservedGeneration = 1, Replicas = 2, UpdatedReplicas = 2, ReadyReplicas = 2 } };
        var revision = Make.Revision(deployment);
        var leaving = Make.Pod("web-2", revision.Metadata, ready: terminating);
        leaving = terminating ? leaving with { Metadata = leaving.Metadata with { DeletionTimestamp = FakeCluster.Now } } : leaving;
        var cluster = new FakeCluster().With(deployment).With(revision).With(Make.Pod("web-1", revision.Metadata), leaving);
        Assert.DoesNotContain("statusDiffers", await FindAsync(cluster, OfNodes));
    }

    [Fact]
    public async Task Sign_NothingCanBeRead_IsNone()
    {
        var cluster = new FakeCluster().Without<Service>().Without<Ingress>().Without<Deployment>().Without<StatefulSet>().Without<ReplicaSet>()
            .Submitted(h => h with { DueAt = FakeCluster.Now.AddDays(-1), LoadBalancerAddress = "x.example.org" });
        Assert.Empty(await FindAsync(cluster));
    }

    [Fact]
    public async Task Sign_Cancelled_IsThrown()
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        var cluster = new FakeCluster();
        cluster.Kubernetes.Gate = new TaskCompletionSource().Task;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => IntegrityRules.FindAsync(cluster.Build(), Exam, source.Token));
    }

    private static Assignment Exam { get; } = new() { Slug = "exam", Title = LocalizedText.Same("exam"), Checks = [] };

    private static Assignment GradesLoadBalancer { get; } = Exam with { Checks = [new AssignedCheck(new CheckId("load-balancer"), 20, new Dictionary<string, object>(StringComparer.Ordinal))] };

    private static Service Named(string host, string @class, string? type = null)
    {
        var service = Make.LoadBalancer("web-front-end", host, "my-shop-ns-long");
        (string, string)[] annotations = [("service.beta.kubernetes.io/aws-load-balancer-name", "By-Hand"), .. type is null ? Array.Empty<(string, string)>() : [("service.beta.kubernetes.io/aws-load-balancer-type", type)]];
        return service with
        {
            Metadata = service.Metadata with { Uid = Uid, Annotations = Make.Labels(annotations) },
            Spec = service.Spec with { LoadBalancerClass = @class },
        };
    }

    internal static Assignment OfNodes { get; } = Exam with
    {
        Checks = [new(NodesCheck.Id, 20, new Dictionary<string, object>()), new(ReplicasCheck.Id, 20, new Dictionary<string, object>())],
    };

    internal static async Task<IReadOnlyList<string>> FindAsync(FakeCluster cluster, Assignment? assignment = null) =>
        [.. (await IntegrityRules.FindAsync(cluster.Build(), assignment ?? Exam, TestContext.Current.CancellationToken)).Select(s => s.Kind)];
}
