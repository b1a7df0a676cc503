using System.Globalization;
using EksGrader.Checks.Checks.LoadBalancers;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Web;
using EksGrader.Tests.Unit.Fakes;

namespace EksGrader.Tests.Unit.Checks.Checks.LoadBalancers;

/// <summary>Several Services, Ingresses, and the address that was submitted.</summary>
public sealed class LoadBalancerChoiceTests
{
    private readonly LoadBalancerCheck check = new();

    [Fact]
    public async Task LoadBalancer_OneOfSeveralIsGood_IsPassed()
    {
        var cluster = WebApp.Exposed().Behind(Make.LoadBalancer("broken", "broken-0.ap-northeast-2.elb.amazonaws.com")).With(Make.LoadBalancer("new"));
        Assert.Equal(Outcome.Passed, (await cluster.JudgeAsync(check)).Outcome);
    }

    [Fact]
    public async Task LoadBalancer_SeveralHalfGood_TheBestCounts()
    {
        var cluster = WebApp.Exposed().With(Make.LoadBalancer("new")).WithWeb(w => w.Answer(WebApp.Address, 503));
        var verdict = await cluster.JudgeAsync(check);
        Assert.Equal(0.8m, verdict.Share);
        Assert.Contains("Service default/web", verdict.Summary.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LoadBalancer_BestIsForGoodButAnotherWaits_MayStillComeTrue()
    {
        var cluster = new FakeCluster().Behind(Make.LoadBalancer("web", "web.example.org")).With(Make.LoadBalancer("new"));
        var verdict = await cluster.JudgeAsync(check);
        Assert.Equal((0.4m, true), (verdict.Share, verdict.MayStillComeTrue));
    }

    [Fact]
    public async Task LoadBalancer_OneGoodAndOneUnread_IsPassed()
    {
        // The account cannot be asked about the AWS name; the other one passes without it.
        var cluster = WebApp.Owned().Behind(Make.LoadBalancer("plain", "plain.example.org")).WithWeb(w => w.Public("plain.example.org").Answer("http://plain.example.org/", 200));
        cluster.Aws.BalancersFault = Faults.Denied("x");
        Assert.Equal(Outcome.Passed, (await cluster.JudgeAsync(check, ("allowAnyAddress", true))).Outcome);
    }

    [Fact]
    public async Task LoadBalancer_ManyServices_EightAreProbedAtMost()
    {
        var cluster = Many(20);
        var verdict = await cluster.JudgeAsync(check);
        Assert.Equal(8, cluster.Web.Contacted.Count);
        Assert.Contains(verdict.Feedback, f => f.En.StartsWith("12 more Services", StringComparison.Ordinal));
    }

    [Fact]
    public async Task LoadBalancer_SeveralPorts_AreAskedWhereABrowserWould()
    {
        var service = Make.LoadBalancer("web", WebApp.Host);
        service = service with { Spec = service.Spec with { Ports = [.. new[] { 25, 6000, 9090, 8080, 22, 443, 8443, 9999 }.Select(p => new ServicePort { Port = p, Protocol = "TCP" })] } };
        var cluster = new FakeCluster().Behind(service).WithWeb(w => w.Public(WebApp.Host));
        await cluster.JudgeAsync(check);
        Assert.Equal(
            [$"http://{WebApp.Host}:8080/", $"http://{WebApp.Host}:8443/", $"http://{WebApp.Host}:9090/", $"https://{WebApp.Host}/"],
            cluster.Web.Contacted.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task LoadBalancer_SubmittedAmongMany_IsProbedFirst()
    {
        var cluster = Many(20).Submitted(h => h with { LoadBalancerAddress = $"  HTTP://{HostOf(20)}:80/index.html " })
            .WithWeb(w => w.Answer($"http://{HostOf(20)}/", 200));
        Assert.Equal(Outcome.Passed, (await cluster.JudgeAsync(check)).Outcome);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData(WebApp.Host, false)]
    [InlineData("K8S-DEFAULT-WEB-0123456789-0123456789abcdef.elb.ap-northeast-2.amazonaws.com.", false)]
    [InlineData("http://k8s-default-web-0123456789-0123456789abcdef.elb.ap-northeast-2.amazonaws.com/", false)]
    [InlineData(" k8s-default-web-0123456789-0123456789abcdef.elb.ap-northeast-2.amazonaws.com (A Record) ", false)]
    [InlineData("203.0.113.7", false)]
    [InlineData("http://203.0.113.7:80/", false)]
    [InlineData("other-0.ap-northeast-2.elb.amazonaws.com", true)]
    [InlineData("1.2.3.4", true)]
    public async Task LoadBalancer_AddressOfNoService_IsTold(string? handedIn, bool told)
    {
        var cluster = WebApp.Exposed().Submitted(h => h with { LoadBalancerAddress = handedIn });
        var verdict = await cluster.JudgeAsync(check);
        Assert.Equal(Outcome.Passed, verdict.Outcome);
        Assert.Equal(told, verdict.Feedback.Any(f => f.En.Contains("belongs to no Service", StringComparison.Ordinal)));
        Assert.Equal([WebApp.Address], cluster.Web.Contacted);
    }

    [Fact]
    public async Task LoadBalancer_SubmittedButNoService_EarnsNothing()
    {
        var cluster = new FakeCluster().Submitted(h => h with { LoadBalancerAddress = WebApp.Host }).WithWeb(w => w.Public(WebApp.Host).Answer(WebApp.Address, 200));
        Assert.Equal(Outcome.Failed, (await cluster.JudgeAsync(check)).Outcome);
        Assert.Empty(cluster.Web.Contacted);
    }

    [Fact]
    public async Task LoadBalancer_BeingDeleted_DoesNotCount()
    {
        var service = Make.LoadBalancer("web", WebApp.Host);
        service = service with { Metadata = service.Metadata with { DeletionTimestamp = FakeCluster.Now } };
        Assert.Equal(Outcome.Failed, (await new FakeCluster().Behind(service).JudgeAsync(check)).Outcome);
    }

    [Theory]
    [InlineData(true, Outcome.Passed)]
    [InlineData(false, Outcome.Failed)]
    public async Task LoadBalancer_Ingress_CountsWhereItIsAccepted(bool accepted, Outcome outcome) =>
        Assert.Equal(outcome, (await Ingress().JudgeAsync(check, ("acceptIngress", accepted))).Outcome);

    public static TheoryData<string, double> Controllers => new(Nginx.Select(c => new TheoryDataRow<string, double>(c.Key, c.Value.Share)));

    [Theory]
    [MemberData(nameof(Controllers))]
    public async Task LoadBalancer_OfAnIngressControllerInASystemNamespace_CountsWhereItLeadsToTheApplication(string how, double share)
    {
        var cluster = Nginx[how].Change(Controller()).WithWeb(w => w.Public(WebApp.Host).AnswerToAll = new WebResponse { Status = 404 });
        var verdict = await cluster.JudgeAsync(check);
        Assert.True(share == (double)(verdict.Share ?? -1), $"{how}: {verdict.Summary.En}");
    }

    [Fact]
    public async Task LoadBalancer_OfAnIngressController_IsConfirmedByThePodsOfTheController()
    {
        var cluster = Controller().With(Make.Ingress("web", "web", WebApp.Host)).With(Make.Node("n1"))
            .WithWeb(w => w.Public(WebApp.Host).AnswerToAll = new WebResponse { Status = 404 })
            .WithAws(a => a.Add(WebApp.Balancer, WebApp.Tags(service: "ingress-nginx/controller"), [WebApp.Target(Make.Pod("controller-pod").Status.PodIP)]));
        var verdict = await cluster.JudgeAsync(check);
        Assert.Equal((Outcome.Passed, Assurance.Aws), (verdict.Outcome, verdict.Assurance));
        Assert.Contains(verdict.Evidence, e => e.Title == "kubectl get ingresses -A");
    }

    [Fact]
    public async Task LoadBalancer_OfAControllerWhoseIngressesAreDenied_IsUnknownUnlessAnotherPasses()
    {
        var cluster = Controller().With(Make.Ingress("web", "web", WebApp.Host)).Without<Ingress>().WithWeb(w => w.Public(WebApp.Host).AnswerToAll = new WebResponse { Status = 404 });
        Assert.Equal((Outcome.Unknown, FaultDomain.Student), (await cluster.JudgeAsync(check)) is var verdict ? (verdict.Outcome, verdict.Fault) : default);
        Assert.Equal(Outcome.Passed, (await cluster.Behind(Make.LoadBalancer("shop", WebApp.Host)).JudgeAsync(check)).Outcome);
    }

    [Fact]
    public async Task LoadBalancer_InASystemNamespaceWithoutAnAddressWhereIngressesAreDenied_IsNone() =>
        Assert.Equal(Outcome.Failed, (await new FakeCluster().Behind(Make.LoadBalancer("controller", null, "ingress-nginx")).Without<Ingress>().JudgeAsync(check)).Outcome);

    [Fact]
    public async Task LoadBalancer_PassedOverForItsNamespace_IsNamed()
    {
        var verdict = await new FakeCluster().Behind(Make.LoadBalancer("web", WebApp.Host, "kube-system")).JudgeAsync(check);
        Assert.Equal(Outcome.Failed, verdict.Outcome);
        Assert.Contains(verdict.Feedback, f => f.En.Contains("kube-system/web was skipped", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("pods", "no endpoint", 0.2)]
    [InlineData("slices", "no pod", 0.2)]
    [InlineData("pods", "", null)]
    [InlineData("slices", "", null)]
    public async Task LoadBalancer_OneListOfTwoDenied_IsMissedOnlyWhereTheOtherDoesNotSayNo(string denied, string other, double? share)
    {
        var cluster = new FakeCluster().Behind(
            Make.LoadBalancer("web", WebApp.Host),
            p => other == "no pod" ? p with { Status = p.Status with { Conditions = [] } } : p,
            s => other == "no endpoint" ? s with { Endpoints = [] } : s);
        var verdict = await (denied == "pods" ? cluster.Without<Pod>() : cluster.Without<EndpointSlice>()).JudgeAsync(check);
        Assert.Equal((decimal?)share, verdict.Share);
    }

    [Fact]
    public async Task LoadBalancer_ServicesDenied_IsUnknown() =>
        Assert.Equal(Outcome.Unknown, (await WebApp.Exposed().Without<Service>().JudgeAsync(check)).Outcome);

    [Fact]
    public async Task LoadBalancer_EndpointSlicesDenied_IsUnknownWhereTheyMatter()
    {
        Assert.Equal(Outcome.Unknown, (await WebApp.Exposed().Without<EndpointSlice>().JudgeAsync(check)).Outcome);
        Assert.Equal(Outcome.Failed, (await new FakeCluster().With(Make.LoadBalancer("new")).Without<EndpointSlice>().JudgeAsync(check)).Outcome);
    }

    [Fact]
    public async Task LoadBalancer_SeveralAddresses_TheBestCounts()
    {
        var service = Make.LoadBalancer("web", WebApp.Host);
        service = service with { Status = new ServiceStatus { LoadBalancer = new LoadBalancerStatus { Ingress = [new LoadBalancerIngress { Ip = "10.0.0.1" }, new LoadBalancerIngress { Hostname = WebApp.Host }] } } };
        var cluster = new FakeCluster().Behind(service).WithWeb(w => w.Public(WebApp.Host).Answer(WebApp.Address, 200));
        Assert.Equal(Outcome.Passed, (await cluster.JudgeAsync(check)).Outcome);
    }

    private static FakeCluster Ingress()
    {
        var inner = Make.LoadBalancer("web") is var service ? service with { Spec = service.Spec with { Type = "ClusterIP" } } : service;
        return new FakeCluster().Behind(inner).With(Make.Ingress("web", "web", WebApp.Host)).WithWeb(w => w.Public(WebApp.Host).Answer(WebApp.Address, 200));
    }

    // An ingress controller as its chart installs it, and a student's service behind nothing yet.
    private static FakeCluster Controller()
    {
        var inner = Make.LoadBalancer("web") is var service ? service with { Spec = service.Spec with { Type = "ClusterIP" } } : service;
        return new FakeCluster().Behind(inner).Behind(Make.LoadBalancer("controller", WebApp.Host, "ingress-nginx"));
    }

    private static readonly Dictionary<string, (Func<FakeCluster, FakeCluster> Change, double Share)> Nginx = new(StringComparer.Ordinal)
    {
        ["an Ingress with its address"] = (c => c.With(Make.Ingress("web", "web", WebApp.Host)), 1),
        ["an Ingress with its address in another spelling"] = (c => c.With(Make.Ingress("web", "web", WebApp.Host.ToUpperInvariant())), 1),
        ["an Ingress without an address, and a controller that is known"] = (c => Known(c).With(Make.Ingress("web", "web")), 1),
        ["an Ingress without an address, and one that is not known"] = (c => c.With(Make.Ingress("web", "web")), 0),
        ["an Ingress of another controller"] = (c => Known(c).With(Make.Ingress("web", "web", "alb-0.ap-northeast-2.elb.amazonaws.com")), 0),
        ["no Ingress"] = (Known, 0),
        ["an Ingress that leads to no service"] = (c => c.With(Make.Ingress("web", "none", WebApp.Host)), 0),
        ["an Ingress to a service without ready pods"] = (c => Replaced(c, Make.Pod("web-pod", ready: false)).With(Make.Ingress("web", "web", WebApp.Host)), 0.2),
        ["an Ingress in a system namespace"] = (c => c.With(Make.Ingress("web", "web", WebApp.Host, "monitoring")), 0),
    };

    private static FakeCluster Known(FakeCluster cluster)
    {
        var controller = Make.LoadBalancer("controller", WebApp.Host, "ingress-nginx");
        var labels = Make.Labels(("app.kubernetes.io/name", "ingress-nginx"));
        var pod = Make.Pod("controller-pod", ns: "ingress-nginx");
        cluster.Kubernetes.Replace(controller with { Spec = controller.Spec with { Selector = labels } }, Make.LoadBalancer("web") is var s ? s with { Spec = s.Spec with { Type = "ClusterIP" } } : s);
        cluster.Kubernetes.Replace(pod with { Metadata = pod.Metadata with { Labels = labels } }, Make.Pod("web-pod"));
        return cluster;
    }

    private static FakeCluster Replaced(FakeCluster cluster, Pod web)
    {
        cluster.Kubernetes.Replace(web, Make.Pod("controller-pod", ns: "ingress-nginx", app: "controller"));
        return cluster;
    }

    private static FakeCluster Many(int count)
    {
        var cluster = new FakeCluster().WithWeb(w => w.AnswerToAll = new WebResponse { Status = 503 });
        for (var i = 1; i <= count; i++)
        {
            cluster.Behind(Make.LoadBalancer($"s{i.ToString("00", CultureInfo.InvariantCulture)}", HostOf(i))).WithWeb(w => w.Public(HostOf(i)));
        }

        return cluster;
    }

    private static string HostOf(int i) => $"s{i.ToString(CultureInfo.InvariantCulture)}-0.ap-northeast-2.elb.amazonaws.com";
}
