using EksGrader.Checks;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Rules.Signs;
using EksGrader.Tests.Unit.Building;

namespace EksGrader.Tests.Unit.Rules;

public sealed class SignsOfTroubleTests
{
    private const string Uid = "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9";

    [Theory]
    [InlineData("a0a1b2c3d4e5f60718293a4b5c6d7e8f-123456789.ap-northeast-2.elb.amazonaws.com", false)]
    [InlineData("a0a1b2c3d4e5f60718293a4b5c6d7e8f-0123456789abcdef.elb.ap-northeast-2.amazonaws.com", false)]
    [InlineData("internal-a0a1b2c3d4e5f60718293a4b5c6d7e8f-123456789.ap-northeast-2.elb.amazonaws.com", false)]
    [InlineData("k8s-myshopns-webfront-0123456789-0123456789abcdef.elb.ap-northeast-2.amazonaws.com", false)]
    [InlineData("by-hand-0123456789abcdef.elb.ap-northeast-2.amazonaws.com", false)]
    [InlineData("a0a1b2c3d4e5f60718293a4b5c6d7e80-123456789.ap-northeast-2.elb.amazonaws.com", true)]
    [InlineData("k8s-default-webfront-0123456789-0123456789abcdef.elb.ap-northeast-2.amazonaws.com", true)]
    [InlineData("neighbour-123456789.ap-northeast-2.elb.amazonaws.com", true)]
    [InlineData("203.0.113.7", false)]
    [InlineData("practice.example.org", false)]
    public async Task Sign_HostNameThatAwsWouldNotGive_IsForeign(string host, bool foreign)
    {
        var service = Make.LoadBalancer("web-front-end", host, "my-shop-ns-long");
        service = service with
        {
            Metadata = service.Metadata with { Uid = Uid, Annotations = Make.Labels(("service.beta.kubernetes.io/aws-load-balancer-name", "By-Hand")) },
        };
        Assert.Equal(foreign, (await FindAsync(new FakeCluster().With(service))).Contains("foreignHostName"));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(WebApp.Host, false)]
    [InlineData("http://alb-0.ap-northeast-2.elb.amazonaws.com", false)]
    [InlineData("other.example.org", true)]
    public async Task Sign_HandedInAddressOfNothing_IsForeign(string? handedIn, bool foreign)
    {
        var cluster = new FakeCluster().With(Make.LoadBalancer("web", WebApp.Host)).With(Make.Ingress("i", "web", "alb-0.ap-northeast-2.elb.amazonaws.com"))
            .HandedIn(h => h with { LoadBalancerAddress = handedIn });
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
        var signs = await SignsOfTrouble.FindAsync(cluster.Build(), ShippedAssignments.EksAssessment(Catalogue.Default.Infos), TestContext.Current.CancellationToken);
        Assert.Equal(forged, signs.Any(s => s.Kind == "countsWithoutPods"));
    }

    [Fact]
    public async Task Sign_AddressThatCannotBeComparedWithEverything_IsNone()
    {
        var cluster = new FakeCluster().Without<Ingress>().HandedIn(h => h with { LoadBalancerAddress = "other.example.org" });
        Assert.DoesNotContain("foreignAddress", await FindAsync(cluster));
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
        var cluster = new FakeCluster().With(made).With(Make.Revision(made)).HandedIn(h => h with { DueAt = dueMinutes is { } m ? FakeCluster.Now.AddMinutes(m) : null });
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
            .HandedIn(h => h with { DueAt = now.AddHours(-1) });
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

    [Fact]
    public async Task Sign_NothingCanBeRead_IsNone()
    {
        var cluster = new FakeCluster().Without<Service>().Without<Ingress>().Without<Deployment>().Without<StatefulSet>().Without<ReplicaSet>()
            .HandedIn(h => h with { DueAt = FakeCluster.Now.AddDays(-1), LoadBalancerAddress = "x.example.org" });
        Assert.Empty(await FindAsync(cluster));
    }

    [Fact]
    public async Task Sign_Cancelled_IsThrown()
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        var cluster = new FakeCluster();
        cluster.Kubernetes.Gate = new TaskCompletionSource().Task;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SignsOfTrouble.FindAsync(cluster.Build(), Exam, source.Token));
    }

    private static Assignment Exam { get; } = new() { Slug = "exam", Title = LocalizedText.Same("exam"), Checks = [] };

    private static async Task<IReadOnlyList<string>> FindAsync(FakeCluster cluster) =>
        [.. (await SignsOfTrouble.FindAsync(cluster.Build(), Exam, TestContext.Current.CancellationToken)).Select(s => s.Kind)];
}
