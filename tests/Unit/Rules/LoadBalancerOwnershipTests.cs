using EksGrader.Checks;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Rules;
using EksGrader.Tests.Unit.Building;

namespace EksGrader.Tests.Unit.Rules;

/// <summary>The third fact with AWS access, and what denied or failing AWS reads do.</summary>
public sealed class LoadBalancerOwnershipTests
{
    private readonly LoadBalancerCheck check = new();

    public static TheoryData<string> GoodTags => [.. Good.Keys];

    [Theory]
    [MemberData(nameof(GoodTags))]
    public async Task LoadBalancer_TaggedForClusterAndService_IsPassed(string by)
    {
        var verdict = await WebApp.Owned(tags: Good[by]).JudgeAsync(check);
        Assert.Equal(Outcome.Passed, verdict.Outcome);
        Assert.Contains(verdict.Evidence, e => e.Text.Contains("internet-facing", StringComparison.Ordinal));
    }

    public static TheoryData<string> BadTags => [.. Bad.Keys];

    [Theory]
    [MemberData(nameof(BadTags))]
    public async Task LoadBalancer_TaggedOtherwise_FailsTheThirdFact(string why)
    {
        var cluster = WebApp.Owned(tags: Bad[why]);
        var verdict = await cluster.JudgeAsync(check);
        Assert.Equal(0.4m, verdict.Share);
        Assert.Empty(cluster.Web.Contacted);
    }

    [Fact]
    public async Task LoadBalancer_NotInTheAccount_FailsAndMayStillComeTrue()
    {
        var cluster = WebApp.Owned(b => b with { DnsName = "other-0123456789abcdef.elb.ap-northeast-2.amazonaws.com" });
        var verdict = await cluster.JudgeAsync(check);
        Assert.Equal((0.4m, true), (verdict.Share, verdict.MayStillComeTrue));
        Assert.Empty(cluster.Web.Contacted);
    }

    [Fact]
    public async Task LoadBalancer_HostNameInAnotherCase_IsTheSame() =>
        Assert.Equal(Outcome.Passed, (await WebApp.Owned(b => b with { DnsName = b.DnsName.ToUpperInvariant() }).JudgeAsync(check)).Outcome);

    [Fact]
    public async Task LoadBalancer_Internal_FailsForGood()
    {
        var verdict = await WebApp.Owned(b => b with { InternetFacing = false }).JudgeAsync(check);
        Assert.Equal((0.4m, false), (verdict.Share, verdict.MayStillComeTrue));
        Assert.Contains(verdict.Feedback, f => f.En.Contains("aws-load-balancer-scheme=internet-facing", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("active", true)]
    [InlineData("active_impaired", true)]
    [InlineData("", true)]
    [InlineData("provisioning", false)]
    [InlineData("failed", false)]
    public async Task LoadBalancer_State_MustBeActive(string state, bool good)
    {
        var verdict = await WebApp.Owned(b => b with { State = state }).JudgeAsync(check);
        Assert.Equal(good ? 1m : 0.4m, verdict.Share);
        Assert.Equal(!good, verdict.MayStillComeTrue);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0.4)]
    public async Task LoadBalancer_OneHealthyTarget_IsNeeded(bool healthy, double share)
    {
        var verdict = await WebApp.Owned(targets: [new AwsTarget("i-1", "initial", false), new AwsTarget("i-2", healthy ? "healthy" : "unhealthy", healthy)]).JudgeAsync(check);
        Assert.Equal(share, (double)(verdict.Share ?? -1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task LoadBalancer_AwsDenied_IsUnknownButEverythingElseIsSeen(bool list)
    {
        var cluster = WebApp.Owned();
        (cluster.Aws.BalancersFault, cluster.Aws.DetailFault) = (list ? Faults.Denied("elasticloadbalancing:DescribeLoadBalancers") : null, list ? null : Faults.Denied("elasticloadbalancing:DescribeTags"));

        var verdict = await cluster.JudgeAsync(check);

        Assert.Equal((Outcome.Unknown, Fault.Student), (verdict.Outcome, verdict.Fault));
        Assert.Contains("elasticloadbalancing:", verdict.Summary.En, StringComparison.Ordinal);
        Assert.True(verdict.MayStillComeTrue);
        // Without AWS access the recording must suffice for a verdict.
        Assert.Equal([WebApp.Address], cluster.Web.Contacted);
    }

    [Fact]
    public async Task LoadBalancer_AwsThrottled_IsUnknownByAws()
    {
        var cluster = WebApp.Owned();
        cluster.Aws.BalancersFault = Faults.Throttled;
        Assert.Equal(Fault.Aws, (await cluster.JudgeAsync(check)).Fault);
    }

    [Fact]
    public async Task LoadBalancer_NoServiceAndAwsDenied_IsFailed()
    {
        var cluster = new FakeCluster().WithAws(a => a.BalancersFault = Faults.Denied("elasticloadbalancing:DescribeLoadBalancers"));
        Assert.Equal(Outcome.Failed, (await cluster.JudgeAsync(check)).Outcome);
    }

    [Fact]
    public async Task LoadBalancer_NoEndpointAndAwsDenied_IsFixed()
    {
        var cluster = new FakeCluster().With(Make.LoadBalancer("web", WebApp.Host)).WithAws(a => a.BalancersFault = Faults.Denied("x"));
        Assert.Equal(0.2m, (await cluster.JudgeAsync(check)).Share);
    }

    [Fact]
    public async Task LoadBalancer_NotAwsAndAwsDenied_IsFixed()
    {
        var cluster = new FakeCluster().Behind(Make.LoadBalancer("web", "web.example.org")).WithAws(a => a.BalancersFault = Faults.Denied("x"));
        Assert.Equal(0.4m, (await cluster.JudgeAsync(check)).Share);
    }

    [Fact]
    public async Task LoadBalancer_AnyAddressAllowed_StillAsksTheAccountForAwsNames()
    {
        var verdict = await WebApp.Owned(tags: WebApp.Tags("other")).JudgeAsync(check, ("allowAnyAddress", true));
        Assert.Equal(0.4m, verdict.Share);
    }

    [Fact]
    public async Task LoadBalancer_NamedByAnAttacker_ShowsNoControlCharacters()
    {
        var verdict = await WebApp.Owned(b => b with { Name = "x\u001b[2J\u202e" }, WebApp.Tags("\u0007")).JudgeAsync(check);
        Assert.DoesNotContain(verdict.Evidence, e => e.Text.Any(c => c is '\u001b' or '\u0007' or '\u202e'));
    }

    private static readonly Dictionary<string, IReadOnlyDictionary<string, string>> Good = new(StringComparer.Ordinal)
    {
        ["AWS Load Balancer Controller"] = WebApp.Tags(),
        ["cloud controller, owned"] = Make.Labels(($"kubernetes.io/cluster/{FakeCluster.Name}", "owned"), ("kubernetes.io/service-name", "default/web")),
        ["cloud controller, shared"] = Make.Labels(($"kubernetes.io/cluster/{FakeCluster.Name}", "shared"), ("kubernetes.io/service-name", "default/web")),
        ["Auto Mode"] = Make.Labels(("eks:eks-cluster-name", FakeCluster.Name), ("service.eks.amazonaws.com/stack", "default/web")),
    };

    private static readonly Dictionary<string, IReadOnlyDictionary<string, string>> Bad = new(StringComparer.Ordinal)
    {
        ["another cluster"] = WebApp.Tags("student-08"),
        ["another service"] = WebApp.Tags(service: "default/other"),
        ["another namespace"] = WebApp.Tags(service: "prod/web"),
        ["no tags"] = Make.Labels(),
        ["cluster only"] = Make.Labels(("elbv2.k8s.aws/cluster", FakeCluster.Name)),
        ["service only"] = Make.Labels(("service.k8s.aws/stack", "default/web")),
        ["another cluster's cloud controller"] = Make.Labels(("kubernetes.io/cluster/student-08", "owned"), ("kubernetes.io/service-name", "default/web")),
        ["an ingress of the name"] = Make.Labels(("elbv2.k8s.aws/cluster", FakeCluster.Name), ("ingress.k8s.aws/stack", "default/web")),
    };
}
