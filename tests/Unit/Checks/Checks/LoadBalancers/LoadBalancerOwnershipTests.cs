using EksGrader.Checks.Checks.LoadBalancers;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Tests.Unit.Fakes;

namespace EksGrader.Tests.Unit.Checks.Checks.LoadBalancers;

/// <summary>The third fact with AWS access, and what denied or failing AWS reads do.</summary>
public sealed class LoadBalancerOwnershipTests
{
    private readonly LoadBalancerCheck check = new();

    [Fact]
    public async Task LoadBalancer_OfTheAccountThatSendsToANode_IsPassedByAwssWord()
    {
        var verdict = await WebApp.Owned().JudgeAsync(check);
        Assert.Equal((Outcome.Passed, Assurance.Aws), (verdict.Outcome, verdict.Assurance));
        Assert.Contains(verdict.Evidence, e => e.Text.Contains("internet-facing", StringComparison.Ordinal));
    }

    [Fact]
    public async Task LoadBalancer_WithoutAwsAccess_IsPassedByTheClustersWord()
    {
        var verdict = await WebApp.Exposed().JudgeAsync(check);
        Assert.Equal((Outcome.Passed, Assurance.Cluster), (verdict.Outcome, verdict.Assurance));
    }

    [Fact]
    public async Task LoadBalancer_TaggedOtherwise_LosesNoPoint() =>
        Assert.Equal(Outcome.Passed, (await WebApp.Owned(tags: WebApp.Tags("student-08", "default/other")).JudgeAsync(check)).Outcome);

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
    public async Task LoadBalancer_StatusWithDualstackBeforeTheName_IsTheSame()
    {
        const string Bare = "k8s-default-web-0123456789-1234567890.ap-northeast-2.elb.amazonaws.com";
        var cluster = new FakeCluster().Behind(Make.LoadBalancer("web", $"dualstack.{Bare}")).With(Make.Node("n1"))
            .WithAws(a => a.Add(WebApp.Balancer with { DnsName = Bare }, WebApp.Tags(), [WebApp.Target(Make.InstanceId("n1"))]))
            .WithWeb(w => w.Public($"dualstack.{Bare}").Answer($"http://dualstack.{Bare}/", 200));
        Assert.Equal(Outcome.Passed, (await cluster.JudgeAsync(check)).Outcome);
    }

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
        Assert.Equal((!good, !good), (verdict.MayStillComeTrue, verdict.AwaitsAws));
    }

    [Theory]
    [InlineData("healthy", 1)]
    [InlineData("InService", 1)]
    [InlineData("initial", 0.4)]
    [InlineData("unhealthy", 0.4)]
    [InlineData("draining", 0.4)]
    [InlineData("unhealthy.draining", 0.4)]
    public async Task LoadBalancer_OneHealthyTarget_IsNeeded(string state, double share)
    {
        var cluster = WebApp.Owned(targets: [WebApp.Target("i-1", "initial"), WebApp.Target(Make.InstanceId("n1"), state)]);
        var verdict = await cluster.JudgeAsync(check);
        Assert.Equal((share, share < 1), ((double)(verdict.Share ?? -1), verdict.AwaitsAws));
        Assert.Equal(0, cluster.Log.Pauses);
    }

    [Theory]
    [InlineData("list")]
    [InlineData("targets")]
    public async Task LoadBalancer_AwsDenied_IsUnknownButEverythingElseIsSeen(string denied)
    {
        var cluster = WebApp.Owned();
        (cluster.Aws.BalancersFault, cluster.Aws.TargetsFault) =
            (denied == "list" ? Faults.Denied("elasticloadbalancing:DescribeLoadBalancers") : null, denied == "targets" ? Faults.Denied("elasticloadbalancing:DescribeTargetHealth") : null);

        var verdict = await cluster.JudgeAsync(check);

        Assert.Equal((Outcome.Unknown, FaultDomain.Student), (verdict.Outcome, verdict.Fault));
        Assert.Contains("elasticloadbalancing:", verdict.Summary.En, StringComparison.Ordinal);
        Assert.True(verdict.MayStillComeTrue);
        // Without AWS access the recording must suffice for a verdict.
        Assert.Equal([WebApp.Address], cluster.Web.Contacted);
    }

    [Fact]
    public async Task LoadBalancer_TagsDenied_LosesNothing()
    {
        var cluster = WebApp.Owned();
        cluster.Aws.TagsFault = Faults.Denied("elasticloadbalancing:DescribeTags");
        var verdict = await cluster.JudgeAsync(check);
        Assert.Equal((Outcome.Passed, Assurance.Aws), (verdict.Outcome, verdict.Assurance));
    }

    [Theory]
    [InlineData(false, "active")]
    [InlineData(true, "provisioning")]
    public async Task LoadBalancer_TargetsDeniedOfOneThatFailsAnyway_IsFixed(bool internetFacing, string state)
    {
        var cluster = WebApp.Owned(b => b with { InternetFacing = internetFacing, State = state });
        cluster.Aws.TargetsFault = Faults.Denied("elasticloadbalancing:DescribeTargetHealth");
        Assert.Equal(0.4m, (await cluster.JudgeAsync(check)).Share);
    }

    [Fact]
    public async Task LoadBalancer_AwsThrottled_IsUnknownByAws()
    {
        var cluster = WebApp.Owned();
        cluster.Aws.BalancersFault = Faults.Throttled;
        Assert.Equal(FaultDomain.Aws, (await cluster.JudgeAsync(check)).Fault);
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
        var verdict = await WebApp.Owned(b => b with { DnsName = "other" }).JudgeAsync(check, ("allowAnyAddress", true));
        Assert.Equal(0.4m, verdict.Share);
    }

    [Fact]
    public async Task LoadBalancer_NamedByAnAttacker_ShowsNoControlCharacters()
    {
        var verdict = await WebApp.Owned(b => b with { Name = "x\u001b[2J\u202e" }, WebApp.Tags("\u0007"), [WebApp.Target("i-\u001b")]).With(Make.Node("n\u202e")).JudgeAsync(check);
        Assert.DoesNotContain(verdict.Evidence, e => e.Text.Any(c => c is '\u001b' or '\u0007' or '\u202e'));
    }

    [Theory]
    [InlineData(false, Outcome.Passed)]
    [InlineData(true, Outcome.Partial)]
    public async Task LoadBalancer_NotOfAwsWhereAnyAddressIsAllowed_CountsUnlessAwsMustConfirm(bool mustConfirm, Outcome outcome)
    {
        var cluster = new FakeCluster().Behind(Make.LoadBalancer("web", "web.example.org")).WithAws()
            .WithWeb(w => w.Public("web.example.org").Answer("http://web.example.org/", 200))
            .By(r => r with { Assurance = mustConfirm ? Assurance.Aws : Assurance.Cluster });
        Assert.Equal(outcome, (await cluster.JudgeAsync(check, ("allowAnyAddress", true))).Outcome);
    }

    [Fact]
    public async Task LoadBalancer_NodesUnreadWhereAwsMustConfirm_IsUnknown()
    {
        var cluster = WebApp.Owned().Without<Node>().By(r => r with { Assurance = Assurance.Aws });
        var verdict = await cluster.JudgeAsync(check);
        Assert.Equal((Outcome.Unknown, FaultDomain.Student), (verdict.Outcome, verdict.Fault));
    }
}
