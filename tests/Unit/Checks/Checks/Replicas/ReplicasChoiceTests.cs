using EksGrader.Checks.Checks.Replicas;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Tests.Unit.Fakes;

namespace EksGrader.Tests.Unit.Checks.Checks.Replicas;

/// <summary>Which workload the rule about replicas takes for the web application, and what missing answers do to it.</summary>
public sealed class ReplicasChoiceTests
{
    private const string Host = "k8s-a-b-0.elb.ap-northeast-2.amazonaws.com";

    private readonly ReplicasCheck check = new();

    [Fact]
    public async Task Replicas_BehindALoadBalancer_AreTheWebApplication()
    {
        var verdict = await TwoApps().With(Make.LoadBalancer("web")).JudgeAsync(check);
        Assert.Equal("1 of 2 replicas are ready (Deployment default/web)", verdict.Summary.En);
    }

    [Fact]
    public async Task Replicas_NothingBehindALoadBalancer_TakesTheBestOfAll()
    {
        var verdict = await TwoApps().JudgeAsync(check);
        Assert.Equal("2 of 2 replicas are ready (Deployment default/other)", verdict.Summary.En);
    }

    public static TheoryData<string> NoChoices => [.. NotChoosing.Keys];

    [Theory]
    [MemberData(nameof(NoChoices))]
    public async Task Replicas_ServiceThatSelectsNothing_DoesNotChoose(string why) =>
        Assert.Equal(Outcome.Passed, (await TwoApps().With(NotChoosing[why]).JudgeAsync(check)).Outcome);

    [Fact]
    public async Task Replicas_ScaledToZeroBehindALoadBalancer_IsStillTheWebApplication()
    {
        var cluster = ReplicasCheckTests.Deployed(Make.Deployment("other", 2), 2);
        ReplicasCheckTests.Deployed(Make.Deployment("web", 0), 0, cluster);
        var verdict = await cluster.With(Make.LoadBalancer("web")).JudgeAsync(check);
        Assert.Equal("0 of 2 replicas are ready (Deployment default/web)", verdict.Summary.En);
    }

    [Fact]
    public async Task Replicas_SeveralBehindLoadBalancers_TakesTheHighestShareThenTheOldestThenTheName()
    {
        var cluster = new FakeCluster().With(Make.Node("n1"));
        var older = Make.Deployment("zeta", 2);
        older = older with { Metadata = older.Metadata with { CreationTimestamp = FakeCluster.Now.AddDays(-1) } };
        foreach (var (deployment, ready) in new[] { (Make.Deployment("beta", 2), 2), (Make.Deployment("alpha", 2), 2), (older, 2), (Make.Deployment("half", 2), 1) })
        {
            ReplicasCheckTests.Deployed(deployment, ready, cluster).With(Make.LoadBalancer(deployment.Metadata.Name));
        }

        Assert.Contains("default/zeta", (await cluster.JudgeAsync(check)).Summary.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replicas_SameShareAndAge_TakesTheFirstByName()
    {
        var cluster = ReplicasCheckTests.Deployed(Make.Deployment("beta", 2), 2);
        ReplicasCheckTests.Deployed(Make.Deployment("alpha", 2), 2, cluster);
        Assert.Contains("default/alpha", (await cluster.JudgeAsync(check)).Summary.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replicas_AnotherCandidateMayBecomeBetter_MaySettle()
    {
        // One replica is all that "small" asks for; "web" still starts.
        var cluster = ReplicasCheckTests.Deployed(Make.Deployment("small", 1), 1);
        ReplicasCheckTests.Deployed(Make.Deployment("web", 2), 0, cluster);
        Assert.True((await cluster.JudgeAsync(check)).MayStillComeTrue);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Replicas_BehindAnIngressController_AreTheWebApplication(bool publishesItsAddress)
    {
        var controller = Make.LoadBalancer("ingress-nginx-controller", Host, "ingress-nginx") with
        {
            Spec = new ServiceSpec { Type = "LoadBalancer", Selector = Make.Labels(("app.kubernetes.io/name", publishesItsAddress ? "something" : "ingress-nginx")) },
        };
        var cluster = TwoApps().With(controller, Inner("web"))
            .With(Make.Ingress("web", "web", publishesItsAddress ? Host.ToUpperInvariant() : null));

        Assert.Equal("1 of 2 replicas are ready (Deployment default/web)", (await cluster.JudgeAsync(check)).Summary.En);
    }

    [Theory]
    [InlineData("selector")]
    [InlineData("pods")]
    public async Task Replicas_BehindAnIngressControllerOfASystemNamespace_AreTheWebApplication(string toldBy)
    {
        var labels = Make.Labels((toldBy == "selector" ? "app" : "component", "traefik"));
        var controller = Make.LoadBalancer("edge", Host, "kube-system") with { Spec = new ServiceSpec { Type = "LoadBalancer", Selector = labels } };
        var pod = Make.Pod("edge", ns: "kube-system") with { Metadata = Make.Meta("edge", "kube-system", ("component", "traefik"), ("app.kubernetes.io/name", "traefik")) };
        var cluster = TwoApps().With(controller, Inner("web")).With(pod).With(Make.Ingress("web", "web"));
        Assert.Equal("1 of 2 replicas are ready (Deployment default/web)", (await cluster.JudgeAsync(check)).Summary.En);
    }

    public static TheoryData<string, string, string> Routers => new()
    {
        { "traefik", "app.kubernetes.io/name", "traefik" },
        { "istio-ingress", "app", "istio-ingress" },
        { "envoy-gateway-system", "gateway.envoyproxy.io/owning-gateway-name", "eg" },
        { "default", "gateway.networking.k8s.io/gateway-name", "web" },
    };

    [Theory]
    [MemberData(nameof(Routers))]
    public async Task Replicas_ControllerThatRoutesByItsOwnKinds_HidesNoApplication(string ns, string label, string value)
    {
        // IngressRoute, VirtualService and HTTPRoute are not read: the best of all counts.
        var verdict = await Routed(ns, label, value).JudgeAsync(check);
        Assert.Equal("2 of 2 replicas are ready (Deployment default/other)", verdict.Summary.En);
    }

    [Theory]
    [MemberData(nameof(Routers))]
    public async Task Replicas_ControllerBesideAnApplicationWithALoadBalancer_LeavesItChosen(string ns, string label, string value) =>
        Assert.Equal(0.5m, (await Routed(ns, label, value).With(Make.LoadBalancer("web")).JudgeAsync(check)).Share);

    [Fact]
    public async Task Replicas_ControllerThatAnIngressLeadsOnFrom_LeavesTheChoiceToTheIngress()
    {
        var verdict = await Routed("traefik", "app.kubernetes.io/name", "traefik").With(Inner("web")).With(Make.Ingress("web", "web")).JudgeAsync(check);
        Assert.Equal("1 of 2 replicas are ready (Deployment default/web)", verdict.Summary.En);
    }

    [Fact]
    public async Task Replicas_NothingButAController_IsStillLookedAt()
    {
        var cluster = Routed("traefik", "app.kubernetes.io/name", "traefik", new FakeCluster().With(Make.Node("n1")));
        Assert.Equal("1 of 2 replicas are ready (Deployment traefik/edge)", (await cluster.JudgeAsync(check)).Summary.En);
    }

    [Theory]
    [InlineData("ingresses", Outcome.Unknown)] // one may lead to "web"
    [InlineData("services", Outcome.Unknown)]
    [InlineData("statefulsets", Outcome.Passed)] // what the controller's Service may pick is one more controller; the best of the others is whole
    public async Task Replicas_BehindAControllerWithAReadDenied_AreNotGuessed(string kind, Outcome outcome)
    {
        var cluster = Routed("traefik", "app.kubernetes.io/name", "traefik").With(Inner("web"));
        _ = kind switch { "ingresses" => cluster.Without<Ingress>(), "services" => cluster.Without<Service>(), _ => cluster.Without<StatefulSet>() };
        Assert.Equal(outcome, (await cluster.JudgeAsync(check)).Outcome);
    }

    [Theory]
    [InlineData("ingresses")]
    [InlineData("services")]
    public async Task Replicas_OneApplicationBesideAController_IsFixedWhateverIsDenied(string kind)
    {
        var cluster = Routed("traefik", "app.kubernetes.io/name", "traefik", ReplicasCheckTests.Deployed(Make.Deployment("web", 2), 2)).With(Inner("web"));
        _ = kind == "ingresses" ? cluster.Without<Ingress>() : cluster.Without<Service>();
        Assert.Equal("2 of 2 replicas are ready (Deployment default/web)", (await cluster.JudgeAsync(check)).Summary.En);
    }

    [Fact]
    public async Task Replicas_IngressOfAnotherLoadBalancer_LeadsNowhere()
    {
        var cluster = TwoApps().With(Make.LoadBalancer("unrelated", Host), Inner("web")).With(Make.Ingress("web", "web", "k8s-other-0.ap-northeast-2.elb.amazonaws.com"));
        Assert.Equal(Outcome.Passed, (await cluster.JudgeAsync(check)).Outcome);
    }

    [Fact]
    public async Task Replicas_NodesDenied_IsUnknownWhereItMatters()
    {
        var verdict = await ReplicasCheckTests.Deployed(Make.Deployment("web", 2), 2).Without<Node>().JudgeAsync(check);
        Assert.Equal(Outcome.Unknown, verdict.Outcome);
        Assert.Equal(FaultDomain.Student, verdict.Fault);
        Assert.Contains("nodes", verdict.Summary.En, StringComparison.Ordinal);
        Assert.NotEmpty(verdict.Evidence);
        Assert.True(verdict.MayStillComeTrue);
    }

    [Fact]
    public async Task Replicas_NodesDeniedButNothingReady_IsFailed()
    {
        var cluster = ReplicasCheckTests.Deployed(Make.Deployment("web", 2), 0).With(Make.Pod("bare"));
        Assert.Equal(Outcome.Failed, (await cluster.Without<Node>().JudgeAsync(check)).Outcome);
    }

    [Fact]
    public async Task Replicas_ServicesDeniedWithOneCandidate_IsFixed()
    {
        var verdict = await ReplicasCheckTests.Deployed(Make.Deployment("web", 2), 1).Without<Service>().Without<Ingress>().JudgeAsync(check);
        Assert.Equal(0.5m, verdict.Share);
    }

    [Fact]
    public async Task Replicas_ServicesDeniedWithTwoCandidates_IsUnknown() =>
        Assert.Equal(Outcome.Unknown, (await TwoApps().Without<Service>().JudgeAsync(check)).Outcome);

    [Fact]
    public async Task Replicas_IngressesDeniedWithoutLoadBalancer_IsFixed() =>
        Assert.Equal(Outcome.Passed, (await TwoApps().Without<Ingress>().JudgeAsync(check)).Outcome);

    [Fact]
    public async Task Replicas_StatefulSetsDeniedButTheWebApplicationIsReady_IsPassed()
    {
        var cluster = ReplicasCheckTests.Deployed(Make.Deployment("web", 2), 2).With(Make.LoadBalancer("web"));
        Assert.Equal(Outcome.Passed, (await cluster.Without<StatefulSet>().Without<Ingress>().JudgeAsync(check)).Outcome);
    }

    [Fact]
    public async Task Replicas_StatefulSetsDeniedAndALoadBalancerThatMayPickOne_IsUnknown() =>
        Assert.Equal(Outcome.Unknown, (await ReplicasCheckTests.Deployed(Make.Deployment("web", 2), 2).With(Make.LoadBalancer("db")).Without<StatefulSet>().JudgeAsync(check)).Outcome);

    [Fact]
    public async Task Replicas_StatefulSetsDeniedWhereNothingPicksAndAllHold_IsPassed() =>
        Assert.Equal(Outcome.Passed, (await ReplicasCheckTests.Deployed(Make.Deployment("web", 2), 2).Without<StatefulSet>().JudgeAsync(check)).Outcome);

    [Fact]
    public async Task Replicas_PodsDenied_IsUnknown() =>
        Assert.Equal(Outcome.Unknown, (await ReplicasCheckTests.Deployed(Make.Deployment("web", 2), 2).Without<Pod>().JudgeAsync(check)).Outcome);

    [Theory]
    [InlineData(199, "default/web")]
    [InlineData(200, "default/other")]
    public async Task Replicas_OfManyServices_TheOldestTwoHundredChoose(int older, string chosen)
    {
        var cluster = TwoApps().With(Make.LoadBalancer("web")).With(Enumerable.Range(0, older).Select(i =>
            Make.LoadBalancer($"s{i}", app: "nobody") is var s ? s with { Metadata = s.Metadata with { CreationTimestamp = FakeCluster.Now.AddDays(-1) } } : s));
        Assert.Contains(chosen, (await cluster.JudgeAsync(check)).Summary.En, StringComparison.Ordinal);
    }

    /// <summary>"web" has one of two, "other" two of two.</summary>
    private static FakeCluster TwoApps() =>
        ReplicasCheckTests.Deployed(Make.Deployment("other", 2), 2, ReplicasCheckTests.Deployed(Make.Deployment("web", 2), 1));

    /// <summary>With a Deployment "edge", one of two ready, that carries a controller's label and has a Service of type LoadBalancer.</summary>
    private static FakeCluster Routed(string ns, string label, string value, FakeCluster? cluster = null)
    {
        var labels = Make.Labels((label, value));
        var edge = Make.Deployment("edge", 2) is var made
            ? made with { Metadata = made.Metadata with { Namespace = ns }, Spec = made.Spec with { Template = new PodTemplate { Metadata = new ObjectMeta { Labels = labels } } } }
            : made;
        var revision = Make.Revision(edge);
        revision = revision with { Metadata = revision.Metadata with { Namespace = ns } };
        var pod = Make.Pod("edge-1", revision.Metadata, ownerKind: "ReplicaSet", ns: ns);
        return (cluster ?? TwoApps()).With(edge).With(revision)
            .With(pod with { Metadata = pod.Metadata with { Labels = labels } })
            .With(Make.LoadBalancer("edge", Host, ns) with { Spec = new ServiceSpec { Type = "LoadBalancer", Selector = labels } });
    }

    private static Service Inner(string app) => Make.LoadBalancer(app) with { Spec = new ServiceSpec { Type = "ClusterIP", Selector = Make.Labels(("app", app)) } };

    private static readonly Dictionary<string, Service> NotChoosing = new(StringComparer.Ordinal)
    {
        ["cluster ip"] = Inner("web"),
        ["no selector"] = Make.LoadBalancer("web") with { Spec = new ServiceSpec { Type = "LoadBalancer" } },
        ["other namespace"] = Make.LoadBalancer("web", ns: "elsewhere"),
        ["other labels"] = Make.LoadBalancer("web", app: "nobody"),
        ["one label too many"] = Make.LoadBalancer("web") with { Spec = new ServiceSpec { Type = "LoadBalancer", Selector = Make.Labels(("app", "web"), ("tier", "x")) } },
        ["external name"] = Make.LoadBalancer("web") with { Spec = new ServiceSpec { Type = "ExternalName", Selector = Make.Labels(("app", "web")) } },
        ["being deleted"] = Make.LoadBalancer("web") with { Metadata = Make.Meta("web") with { DeletionTimestamp = FakeCluster.Now } },
    };
}
