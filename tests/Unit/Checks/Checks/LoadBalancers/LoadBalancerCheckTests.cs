using EksGrader.Checks.Checks;
using EksGrader.Checks.Checks.LoadBalancers;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Web;
using EksGrader.Tests.Unit.Fakes;

namespace EksGrader.Tests.Unit.Checks.Checks.LoadBalancers;

/// <summary>The five facts as Kubernetes, names and HTTP show them, without AWS access.</summary>
public sealed class LoadBalancerCheckTests
{
    private readonly LoadBalancerCheck check = new();

    [Theory]
    [InlineData(200)]
    [InlineData(301)]
    [InlineData(404)]
    [InlineData(499)]
    public async Task LoadBalancer_AnsweringBelow500_IsPassed(int status)
    {
        var verdict = await WebApp.Exposed().WithWeb(w => w.Answer(WebApp.Address, status)).JudgeAsync(check);
        Assert.Equal(Outcome.Passed, verdict.Outcome);
        Assert.Contains(verdict.Evidence, e => e.Text.Contains($"< HTTP {status}", StringComparison.Ordinal) && e.Text.Contains("hello", StringComparison.Ordinal));
        Assert.Contains(verdict.Evidence, e => e.Title == "kubectl get services -A --field-selector spec.type=LoadBalancer");
    }

    [Fact]
    public async Task LoadBalancer_NoService_IsFailedForGood()
    {
        var verdict = await new FakeCluster().With(Make.LoadBalancer("web") with { Spec = new ServiceSpec { Type = "ClusterIP" } }).JudgeAsync(check);
        Assert.Equal(Outcome.Failed, verdict.Outcome);
        Assert.False(verdict.MayStillComeTrue);
        Assert.Contains("kubectl expose", verdict.Feedback[0].En, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kube-system")]
    [InlineData("ingress-nginx")]
    public async Task LoadBalancer_InASystemNamespace_IsNotTheStudents(string ns) =>
        Assert.Equal(Outcome.Failed, (await new FakeCluster().Behind(Make.LoadBalancer("web", WebApp.Host, ns)).WithWeb(w => w.Public(WebApp.Host).Answer(WebApp.Address, 200)).JudgeAsync(check)).Outcome);

    [Fact]
    public async Task LoadBalancer_WithoutAddress_MayStillComeTrue() =>
        await ExpectAsync(new FakeCluster().Behind(Make.LoadBalancer("web")), facts: 0, may: true);

    public static TheoryData<string> NoEndpoints => [.. Unready.Keys];

    [Theory]
    [MemberData(nameof(NoEndpoints))]
    public async Task LoadBalancer_NoReadyPodBehind_HoldsOneFact(string why)
    {
        var cluster = Unready[why](Make.LoadBalancer("web", WebApp.Host)).WithWeb(w => w.Public(WebApp.Host).Answer(WebApp.Address, 200));
        await ExpectAsync(cluster, facts: 1, may: true);
        Assert.Empty(cluster.Web.Contacted);
    }

    public static TheoryData<string> Endpoints => [.. Ready.Keys];

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task LoadBalancer_ReadyPodBehind_IsSeen(string how) =>
        Assert.Equal(Outcome.Passed, (await Ready[how](Make.LoadBalancer("web", WebApp.Host)).WithWeb(w => w.Public(WebApp.Host).Answer(WebApp.Address, 200)).JudgeAsync(check)).Outcome);

    [Theory]
    [InlineData("203.0.113.7")]
    [InlineData("web.example.org")]
    [InlineData("web.elb.amazonaws.com.example.org")]
    [InlineData("internal-web-123456789.ap-northeast-2.elb.amazonaws.com")]
    public async Task LoadBalancer_AddressNotAwsOrInternal_FailsForGoodAndIsNotContacted(string host)
    {
        var cluster = new FakeCluster().Behind(Make.LoadBalancer("web", host)).WithWeb(w => w.Public(host).AnswerToAll = new WebResponse { Status = 200 });
        await ExpectAsync(cluster, facts: 2, may: false);
        Assert.Empty(cluster.Web.Contacted);
    }

    [Theory]
    [InlineData("203.0.113.7", "http://203.0.113.7/")]
    [InlineData("2001:db8::7", "http://[2001:db8::7]/")]
    [InlineData("web.example.org", "http://web.example.org/")]
    public async Task LoadBalancer_AnyAddressAllowed_IsContacted(string host, string address)
    {
        var cluster = new FakeCluster().Behind(Make.LoadBalancer("web", host)).WithWeb(w => w.Public(host).Answer(address, 200));
        Assert.Equal(Outcome.Passed, (await cluster.JudgeAsync(check, ("allowAnyAddress", true))).Outcome);
    }

    [Theory]
    [InlineData("evil.example.org/@")]
    [InlineData("a b")]
    [InlineData("user:pw@example.org")]
    public async Task LoadBalancer_AddressThatIsNoHost_IsNeverContacted(string host)
    {
        var cluster = new FakeCluster().Behind(Make.LoadBalancer("web", host)).WithWeb(w => w.Public(host).AnswerToAll = new WebResponse { Status = 200 });
        Assert.Equal(0.4m, (await cluster.JudgeAsync(check, ("allowAnyAddress", true))).Share);
        Assert.Empty(cluster.Web.Contacted);
    }

    [Fact]
    public async Task LoadBalancer_NotResolving_HoldsThreeFacts() =>
        await ExpectAsync(WebApp.Exposed().WithWeb(w => w.Name(WebApp.Host)), facts: 3, may: true);

    [Fact]
    public async Task LoadBalancer_OneAddressBlocked_FailsForGoodAndIsNotContacted()
    {
        var cluster = WebApp.Exposed().WithWeb(w => w.Name(WebApp.Host, new GuardedAddress("203.0.113.7", null), new GuardedAddress("10.0.0.1", "private network")));
        var verdict = await ExpectAsync(cluster, facts: 3, may: false);
        Assert.Contains("10.0.0.1", verdict.Summary.En, StringComparison.Ordinal);
        Assert.Empty(cluster.Web.Contacted);
    }

    [Theory]
    [InlineData(500, null)]
    [InlineData(503, null)]
    [InlineData(null, WebFailure.Refused)]
    [InlineData(null, WebFailure.Reset)]
    [InlineData(null, WebFailure.TimedOut)]
    [InlineData(null, WebFailure.Tls)]
    [InlineData(null, WebFailure.Unreachable)]
    [InlineData(null, WebFailure.NameNotFound)]
    [InlineData(null, WebFailure.NotHttp)]
    public async Task LoadBalancer_NotAnsweringWell_HoldsFourFacts(int? status, WebFailure? failure) =>
        await ExpectAsync(WebApp.Exposed().WithWeb(w => w.Answer(WebApp.Address, new WebResponse { Status = status, Failure = failure })), facts: 4, may: true);

    [Fact]
    public async Task LoadBalancer_BlockedWhileConnecting_FailsForGood() =>
        await ExpectAsync(WebApp.Exposed().WithWeb(w => w.Answer(WebApp.Address, new WebResponse { Failure = WebFailure.Blocked })), facts: 4, may: false);

    [Fact]
    public async Task LoadBalancer_ResolverSilent_IsUnknownByTheNetwork()
    {
        var verdict = await WebApp.Exposed().WithWeb(w => w.ResolverFault = Faults.NoResolver).JudgeAsync(check);
        Assert.Equal((Outcome.Unknown, FaultDomain.Network), (verdict.Outcome, verdict.Fault));
        Assert.NotEmpty(verdict.Evidence);
    }

    [Fact]
    public async Task LoadBalancer_GraderWithoutNetwork_IsUnknown() =>
        Assert.Equal(Outcome.Unknown, (await WebApp.Exposed().WithWeb(w => w.NetworkFault = Faults.NoResolver).JudgeAsync(check)).Outcome);

    [Theory]
    [InlineData(443, "https", "")]
    [InlineData(80, "http", "")]
    [InlineData(8443, "http", ":8443")]
    public async Task LoadBalancer_Port_DecidesTheScheme(int port, string scheme, string shown)
    {
        var cluster = new FakeCluster().Behind(Make.LoadBalancer("web", WebApp.Host, ports: port)).WithWeb(w => w.Public(WebApp.Host).Answer($"{scheme}://{WebApp.Host}{shown}/health?x=1", 200));
        Assert.Equal(Outcome.Passed, (await cluster.JudgeAsync(check, ("path", "/health?x=1"))).Outcome);
    }

    [Fact]
    public async Task LoadBalancer_SeveralPorts_OneIsEnough()
    {
        var cluster = new FakeCluster().Behind(Make.LoadBalancer("web", WebApp.Host, ports: [9000, 443, 80])).WithWeb(w => w.Public(WebApp.Host).Answer($"https://{WebApp.Host}/", 204));
        Assert.Equal(Outcome.Passed, (await cluster.JudgeAsync(check)).Outcome);
    }

    [Fact]
    public async Task LoadBalancer_OnlyUdp_HoldsFourFacts()
    {
        var service = Make.LoadBalancer("web", WebApp.Host);
        service = service with { Spec = service.Spec with { Ports = [new ServicePort { Port = 53, Protocol = "UDP" }] } };
        await ExpectAsync(new FakeCluster().Behind(service).WithWeb(w => w.Public(WebApp.Host)), facts: 4, may: true);
    }

    [Fact]
    public async Task LoadBalancer_KubernetesReads_StartAtTheSameMoment()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var cluster = WebApp.Owned();
        cluster.Kubernetes.Gate = gate.Task;
        var judging = cluster.JudgeAsync(check);
        Assert.Equal(7, cluster.Log.Keys.Count);
        gate.SetResult();
        Assert.Equal(Outcome.Passed, (await judging).Outcome);
    }

    [Theory]
    [InlineData("/", true)]
    [InlineData("/a/b?c=d&e=%20", true)]
    [InlineData("", false)]
    [InlineData("x", false)]
    [InlineData("/ a", false)]
    [InlineData("/a#b", false)]
    [InlineData("/a\\b", false)]
    public void LoadBalancer_Path_IsOneThatAUriCanHold(string path, bool good)
    {
        var parameter = Assert.Single(check.Info.Parameters.OfType<TextParameter>());
        Assert.Equal(good, System.Text.RegularExpressions.Regex.IsMatch(path, parameter.Pattern, System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
    }

    private async Task<Verdict> ExpectAsync(FakeCluster cluster, int facts, bool may)
    {
        var verdict = await cluster.JudgeAsync(check);
        Assert.Equal(facts * 0.2m, verdict.Share);
        Assert.Equal(may, verdict.MayStillComeTrue);
        Assert.StartsWith($"{facts} of 5 conditions met for Service default/web: ", verdict.Summary.En, StringComparison.Ordinal);
        Assert.NotEmpty(verdict.Feedback);
        // No placeholder is left in any sentence.
        Assert.All(verdict.Feedback.Append(verdict.Summary), t => Assert.DoesNotContain("{", t.En + t.Ko, StringComparison.Ordinal));
        return verdict;
    }

    private static readonly Dictionary<string, Func<Service, FakeCluster>> Unready = new(StringComparer.Ordinal)
    {
        ["pod not ready"] = s => new FakeCluster().Behind(s, p => p with { Status = p.Status with { Conditions = [] } }),
        ["pod being deleted"] = s => new FakeCluster().Behind(s, p => p with { Metadata = p.Metadata with { DeletionTimestamp = FakeCluster.Now } }),
        ["pod with other labels"] = s => new FakeCluster().Behind(s, p => p with { Metadata = p.Metadata with { Labels = Make.Labels(("app", "else")) } }),
        ["endpoint not ready"] = s => new FakeCluster().Behind(s, slice: x => x with { Endpoints = [.. x.Endpoints.Select(e => e with { Conditions = new EndpointConditions { Ready = false } })] }),
        ["endpoint of another pod"] = s => new FakeCluster().Behind(s, slice: x => x with { Endpoints = [.. x.Endpoints.Select(e => e with { TargetRef = new ObjectReference { Kind = "Pod", Name = "other" } })] }),
        ["endpoint of a pod that had the name"] = s => new FakeCluster().Behind(s, slice: x => x with { Endpoints = [.. x.Endpoints.Select(e => e with { TargetRef = new ObjectReference { Kind = "Pod", Name = "web-pod", Uid = "old" } })] }),
        ["slice of another service"] = s => new FakeCluster().Behind(s, slice: x => x with { Metadata = Make.Meta("x", "default", ("kubernetes.io/service-name", "other")) }),
        ["slice of another namespace"] = s => new FakeCluster().Behind(s, slice: x => x with { Metadata = x.Metadata with { Namespace = "other" } }),
        ["slice of names"] = s => new FakeCluster().Behind(s, slice: x => x with { AddressType = "FQDN" }),
        ["no slice"] = s => new FakeCluster().Behind(s, slice: x => x with { Endpoints = [] }),
        ["service without selector"] = s => new FakeCluster().Behind(s with { Spec = s.Spec with { Selector = Make.Labels() } }),
    };

    private static readonly Dictionary<string, Func<Service, FakeCluster>> Ready = new(StringComparer.Ordinal)
    {
        ["condition null"] = s => new FakeCluster().Behind(s),
        ["condition true"] = s => new FakeCluster().Behind(s, slice: x => x with { Endpoints = [.. x.Endpoints.Select(e => e with { Conditions = new EndpointConditions { Ready = true } })] }),
        ["IPv6"] = s => new FakeCluster().Behind(s, slice: x => x with { AddressType = "IPv6" }),
        ["dual stack"] = s => new FakeCluster().Behind(s, slice: x => x with { Endpoints = [] }).With(Make.Slice(s, type: "IPv6", pods: Make.Pod("web-pod"))),
        ["address without reference"] = s => new FakeCluster().Behind(s, slice: x => x with { Endpoints = [.. x.Endpoints.Select(e => e with { TargetRef = null })] }),
        ["slice of any name"] = s => new FakeCluster().Behind(s, slice: x => x with { Metadata = x.Metadata with { Name = "made-by-hand" } }),
    };
}
