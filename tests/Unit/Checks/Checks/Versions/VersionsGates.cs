using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Calls;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Checks.Versions;
using EksGrader.Checks.Kubernetes;
using EksGrader.Tests.Unit.Fakes;
using EksGrader.Tests.Unit.Gates;

namespace EksGrader.Tests.Unit.Checks.Checks.Versions;

/// <summary>The gates of <c>versions</c>.</summary>
public sealed class VersionsGates : CheckGates
{
    private const string InPlace = "in place";
    private const string Supported = "in support";
    private const string FromOldest = $"{InPlace}, over two versions";
    private const string Auto = $"{InPlace}, Auto Mode";

    private static readonly (string, object) OfSupport = ("mode", "supported");

    internal override ICheck Check { get; } = new VersionsCheck();

    internal override IEnumerable<Reference> References =>
    [
        new(InPlace, "one version", () => Cluster("1.34", Update("1.34")))
        {
            Deciding = gate => gate
                .Decides(c => Set(c, a => a with { Version = "1.33" }), AwsActions.DescribeCluster)
                .Decides(c => c.ForAws(a => a.Has<AwsUpdate>()), [.. AwsActions.Updates])
                .Decides(c => c.ForAws(a => a.Has(new AwsClusterVersion("1.34", "UNSUPPORTED"))), AwsActions.DescribeClusterVersions)
                .Decides<Node>(c => c.Remove<Node>()).Decides<Pod>(c => Proxy(c, "v1.29.1-eksbuild.1")),
        },
        new(InPlace, "over two versions", () => Cluster("1.34", Update("1.33"), Update("1.34")), ("to", "1.34")),
        new(InPlace, "Auto Mode", () => Set(Cluster("1.34", Update("1.34")), a => a with { AutoMode = true })),
        new(InPlace, "with a Fargate pod made anew", () => Cluster("1.34", Update("1.34")).With(Make.Fargate("f1") is var f ? f with { Status = Make.Node("f1").Status with { NodeInfo = new NodeInfo { KubeletVersion = "v1.34.1-eks-aaa" } } } : f)),
        new(Supported, "as it was made", () => Cluster("1.34"), OfSupport),
        new(Supported, "with nodes one behind", () => Cluster("1.34").Change<Node>(n => Kubelet(n, "v1.33.5-eks-113cf36")), OfSupport),
        new(Supported, "in extended support, which is allowed", () => Cluster("1.31"), OfSupport, ("allowExtended", true)),
    ];

    internal override IEnumerable<Mutation> Mutations =>
    [
        Break("byUpdate", 0, "the cluster was made with the version", c => c.ForAws(a => a.Has<AwsUpdate>())).With("controlPlane").On(InPlace),
        Break("byUpdate", 0, "the update failed", c => c.ForAws(a => a.Has(Update("1.34") with { Status = "Failed", Errors = ["PodEvictionFailure"] }))).With("controlPlane").On(InPlace),
        Break("byUpdate", 0, "another kind of update", c => c.ForAws(a => a.Has(Update("1.34") with { Type = "VersionRollback" }))).With("controlPlane").On(InPlace),
        Wait("byUpdate", "it is being updated", c => c.ForAws(a => a.Has(Update("1.34") with { Status = "InProgress" }))).With("controlPlane").On(InPlace),
        Ask("byUpdate", 0, "the cluster is older than what EKS surely remembers", c => c.ForAws(a =>
        {
            a.CreatedAt = FakeCluster.Now.AddDays(-90);
            a.Has<AwsUpdate>();
        })).With("controlPlane").On(InPlace),
        Break("controlPlane", 0.75m, "it was rolled back", c => Proxy(Set(c, a => a with { Version = "1.33" }).Change<Node>(n => Kubelet(n, "v1.33.5-eks-113cf36")), "v1.33.1-eksbuild.1")).On(InPlace),
        Break("controlPlane", 0.5m / 0.75m, "its version is out of support", c => c.ForAws(a => a.Has(new AwsClusterVersion("1.34", "UNSUPPORTED"), new AwsClusterVersion("1.31", "UNSUPPORTED")))).On(Supported),
        Break("nodesFollow", 0.85m, "one of two nodes is behind", c => c.Change<Node>(n => n.Metadata.Name == "n1" ? Kubelet(n, "v1.33.5-eks-113cf36") : n)).On($"{InPlace}, one version", FromOldest, Auto),
        Break("nodesFollow", 0.7m, "no node runs it", c => c.Change<Node>(n => Kubelet(n, "v1.33.5-eks-113cf36"))).On(InPlace),
        Break("nodesFollow", 0.7m, "there is no usable node", c => c.Remove<Node>()).On(InPlace),
        Break("nodesFollow", 0.6m, "the nodes are too far behind", c => c.Change<Node>(n => Kubelet(n, "v1.27.5-eks-113cf36"))).On(Supported),
        Break("addOnsFit", 0.8m, "kube-proxy is newer than the server", c => Proxy(c, "v1.35.0-minimal-eksbuild.1")).On(InPlace).NotOn(Auto),
        Break("addOnsFit", 0.8m, "kube-proxy is five behind", c => Proxy(c, "v1.29.1-eksbuild.1")).On(InPlace).NotOn(Auto),
        Break("addOnsFit", 1 - (0.2m / 0.75m), "kube-proxy is far behind", c => Proxy(c, "v1.26.1-eksbuild.1")).On(Supported),
        Break("addOnsFit", 0.8m, "it is none of Auto Mode and kube-proxy is far behind", c => Proxy(Set(c, a => a with { AutoMode = false }), "v1.26.1-eksbuild.1")).On(Auto),
        Break("inSupport", 0.5m, "the version is in extended support", c => c.ForAws(a => a.Has(new AwsClusterVersion("1.34", "EXTENDED_SUPPORT")))).On(InPlace),
    ];

    internal override IEnumerable<Scenario> LookAlikes =>
    [
        new("an update to a lower version than asked", () => Cluster("1.34", Update("1.34")), 0, ("to", "1.35")),
        new("an update of a node group's configuration", () => Cluster("1.34", new AwsUpdate { Id = "u-1", Type = "ConfigUpdate", Status = "Successful" }), 0),
        new("a version that EKS does not list", () => Cluster("1.99", Update("1.99")), 1),
        new("nodes that AWS does not have", () => Cluster("1.34", Update("1.34")).ForAws(a => a.Instance = _ => null), 0.7m) { IsHonest = false },
    ];

    internal override IEnumerable<Hostile> Hostiles =>
    [
        new("a kubelet whose version ends lines", c => c.Change<Node>(n => Kubelet(n, "v1.34\u001b[31m\n1")), 0.7m),
    ];

    private static FakeCluster Cluster(string version, params AwsUpdate[] updates) => Set(
        new FakeCluster().WithApplication().WithAws(a => a.Has(updates).Has(new AwsClusterVersion("1.31", "EXTENDED_SUPPORT"), new AwsClusterVersion("1.33", "STANDARD_SUPPORT"), new AwsClusterVersion("1.34", "STANDARD_SUPPORT"))),
        a => a with { Version = version })
        .Change<Node>(n => Kubelet(n, $"v{version}.2-eks-113cf36"))
        .With(new[] { "n1", "n2" }.Select(n => Make.Pod($"kube-proxy-{n}", Make.Meta("kube-proxy", "kube-system"), n, ns: "kube-system", app: "kube-proxy", ownerKind: "DaemonSet")).Select(p => p with
        {
            Spec = p.Spec with { Containers = [new PodContainer { Name = "kube-proxy", Image = $"602401143452.dkr.ecr.ap-northeast-2.amazonaws.com/eks/kube-proxy:v{version}.1-minimal-eksbuild.2" }] },
        }));

    private static FakeCluster Proxy(FakeCluster cluster, string tag) => cluster.Change<Pod>(p => p.Metadata.Name.StartsWith("kube-proxy-", StringComparison.Ordinal)
        ? p with { Spec = p.Spec with { Containers = [new PodContainer { Name = "kube-proxy", Image = $"mirror.example.test:5000/kube-proxy:{tag}" }] } }
        : p);

    private static FakeCluster Set(FakeCluster cluster, Func<AwsCluster, AwsCluster> change) => cluster.ForAws(a =>
    {
        var before = a.Cluster;
        a.Cluster = c => change(before(c));
    });

    private static Node Kubelet(Node node, string version) => node with { Status = node.Status with { NodeInfo = new NodeInfo { KubeletVersion = version } } };

    private static AwsUpdate Update(string version) => new()
    {
        Id = $"u-{version}",
        Type = "VersionUpdate",
        Status = "Successful",
        CreatedAt = FakeCluster.Now.AddHours(-2),
        Parameters = Make.Labels(("Version", version), ("PlatformVersion", "eks.15")),
    };
}
