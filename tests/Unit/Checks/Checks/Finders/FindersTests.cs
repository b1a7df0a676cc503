using EksGrader.Checks.Checks.Finders;
using EksGrader.Checks.Core;
using EksGrader.Checks.Instructions;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Kubernetes.Objects;
using EksGrader.Tests.Unit.Fakes;
using EksGrader.Tests.Unit.Gates;

namespace EksGrader.Tests.Unit.Checks.Checks.Finders;

/// <summary>What stands on every node, what is the student's own, what ships logs, and which application is meant.</summary>
public sealed class FindersTests
{
    private static readonly PodVolume Logs = new("logs", PodVolume.HostPath) { Path = "/var/log/" };

    [Fact]
    public async Task Shippers_AreKnownToolsAndWhatReadsTheLogsOfNodes()
    {
        var cluster = FreshClusters.Make(FreshClusters.Kinds[0])
            .DaemonSet("fluent-bit", "amazon-cloudwatch", "aws-for-fluent-bit:2", ["n1", "n2"])
            .DaemonSet("vector", "logging", "timberio/vector:0.4", ["n1"], null, Logs)
            .DaemonSet("other", "logging", "busybox", ["n1"], null, Logs with { Path = "/var/lib" })
            .DaemonSet("kube-proxy", "kube-system", "kube-proxy", ["n1"], null, Logs)
            .DaemonSet("cloudwatch-agent", "amazon-cloudwatch", "cloudwatch-agent", ["n1"], null, Logs);

        var shippers = LogShippers.Find(await cluster.ToolsAsync());

        Assert.Equal([("fluent-bit", Tool.FluentBit), ("vector", (Tool?)null)], shippers.Select(s => (s.Metadata.Name, s.Tool)));
    }

    [Fact]
    public async Task Shippers_OfAFreshCluster_AreNone()
    {
        foreach (var kind in FreshClusters.Kinds)
            Assert.Empty(LogShippers.Find(await FreshClusters.Make(kind).ToolsAsync()));
    }

    [Fact]
    public void AMountThatCanWrite_IsNoShippers()
    {
        var pod = Make.Pod("x").Running("busybox", Logs);

        Assert.True(LogShippers.ReadsLogs(pod));
        Assert.False(LogShippers.ReadsLogs(pod with { Spec = pod.Spec with { Containers = [pod.Spec.Containers[0] with { Mounts = [new PodMount("logs")] }] } }));
    }

    [Theory]
    [InlineData("n1 n2", 1)]
    [InlineData("n1", 0.5)]
    [InlineData("", 0)]
    public void Everywhere_IsEveryUsableEc2Node(string on, double share)
    {
        var nodes = new[] { Make.Node("n1"), Make.Node("n2"), Make.Node("n3", ready: false), Make.Fargate("f1"), Make.Node("n4") with { Spec = Make.Node("n4").Spec with { Unschedulable = true } } };

        var ready = ReadyOnNodes.Of(on.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(n => Make.Pod($"p-{n}", node: n)).Append(Make.Pod("p-3", node: "n3")), nodes, requireEks: true);

        Assert.Equal(((decimal)share, share == 1, DataPlane.Ec2), (ready.Share, ready.IsEverywhere, ready.Plane));
    }

    [Fact]
    public void PodsThatAreNotReady_CoverNoNode() =>
        Assert.False(ReadyOnNodes.Of([Make.Pod("p", node: "n1", ready: false)], [Make.Node("n1")], requireEks: true).IsEverywhere);

    [Fact]
    public void NodesOfWindows_AreAskedForWhereTheToolRunsThere()
    {
        var windows = Make.Node("w1") with { Metadata = Make.Meta("w1", "", (PodTemplateSpec.OsLabel, "windows")) };

        Assert.True(ReadyOnNodes.Of([Make.Pod("p", node: "n1")], [Make.Node("n1"), windows], requireEks: true).IsEverywhere);
        Assert.False(ReadyOnNodes.Of([Make.Pod("p", node: "n1")], [Make.Node("n1"), windows], requireEks: true, onWindows: true).IsEverywhere);
    }

    [Fact]
    public void Planes_AreToldApart()
    {
        var auto = Make.Node("a1") with { Metadata = Make.Meta("a1", "", ("eks.amazonaws.com/compute-type", "auto")) };

        Assert.Equal(DataPlane.None, ReadyOnNodes.Of([], [], requireEks: true).Plane);
        Assert.Equal(DataPlane.Fargate, ReadyOnNodes.Of([Make.Pod("p", node: "f1")], [Make.Fargate("f1")], requireEks: true).Plane);
        Assert.Equal(DataPlane.AutoMode, ReadyOnNodes.Of([], [auto], requireEks: true).Plane);
        Assert.Equal(DataPlane.Ec2, ReadyOnNodes.Of([], [auto, Make.Node("n1")], requireEks: true).Plane);
        Assert.False(ReadyOnNodes.Of([Make.Pod("p", node: "f1")], [Make.Fargate("f1")], requireEks: true).IsEverywhere);
    }

    [Theory]
    [InlineData("web", "default", true)]
    [InlineData("web", "kube-system", false)]
    [InlineData("web", "monitoring", false)]
    [InlineData("eks-grader", "shop", false)]
    [InlineData("eks-grader-service-account", "", false)]
    [InlineData("eksgrader-nodes", "", false)]
    [InlineData("eks-graders", "shop", true)]
    public void TheStudentsOwn_IsNotTheGradersNorTheSystems(string name, string ns, bool own) => Assert.Equal(own, StudentsOwn.Is(Make.Meta(name, ns), new AssignmentRules()));

    [Fact]
    public void TheGradersNames_AreThoseOfTheInstructions()
    {
        Assert.Equal(AccessManifest.Name, StudentsOwn.Grader);
        Assert.True(StudentsOwn.IsGraders(Make.Meta(DeletionGrant.Name, "")));
        Assert.True(StudentsOwn.IsGraders(new Subject { Kind = "Group", Name = AccessManifest.Name }));
        Assert.False(StudentsOwn.IsGraders(new Subject { Kind = "User", Name = AccessManifest.Name }));
    }

    [Fact]
    public async Task TheApplication_IsWhatALoadBalancerLeadsTo()
    {
        var cluster = new FakeCluster().With(Make.Node("n1")).Deployment("web", "shop", "nginx:1.27", ready: true, ("app", "web")).Deployment("older", "shop", "busybox")
            .With(Make.LoadBalancer("web", "lb.example.test", "shop"));
        cluster.Change<Pod>(p => p.Metadata.Name == "older-1" ? p with { Metadata = p.Metadata with { Labels = Make.Labels(("app", "older")) } } : p);

        var app = await StudentApplication.FindAsync(cluster.Build().Kubernetes, new AssignmentRules(), TestContext.Current.CancellationToken);

        Assert.Equal(("web", "shop", 1), (app.Workload?.Metadata.Name, app.Namespace, app.ReadyPods.Count));
        Assert.Equal(["nginx:1.27"], app.Images);
        Assert.Single(app.Services);
        Assert.Null(app.Fault);
    }

    [Fact]
    public async Task WithoutPods_TheApplicationIsNotKnown()
    {
        var cluster = new FakeCluster().Deployment("web", "shop", "nginx").Without<Pod>();

        Assert.NotNull((await StudentApplication.FindAsync(cluster.Build().Kubernetes, new AssignmentRules(), TestContext.Current.CancellationToken)).PodsFault);
    }
}
