using EksGrader.Checks.Aws.Calls;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Kubernetes.Objects;
using EksGrader.Tests.Unit.Fakes;

namespace EksGrader.Tests.Unit.Gates;

/// <summary>What tells one fresh cluster from another.</summary>
/// <param name="Name">What people call it.</param>
internal sealed record FreshKind(string Name)
{
    /// <summary>Its EC2 nodes.</summary>
    public IReadOnlyList<string> Nodes { get; init; } = ["n1", "n2"];

    /// <summary>Its places on Fargate, where CoreDNS runs.</summary>
    public IReadOnlyList<string> Fargate { get; init; } = [];

    /// <summary>Whether nodes run what DaemonSets run elsewhere (Auto Mode).</summary>
    public bool IsAuto { get; init; }

    /// <summary>How access is given: API, API_AND_CONFIG_MAP or CONFIG_MAP.</summary>
    public string AccessMode { get; init; } = "API_AND_CONFIG_MAP";

    /// <summary>Whether ConfigMap aws-auth says who may come in.</summary>
    public bool HasConfigMap => AccessMode.EndsWith("CONFIG_MAP", StringComparison.Ordinal);
}

/// <summary>
/// Clusters as the usual one-line command makes them, with the grader's own access applied and nothing else done: none earns a point. A
/// new kind of Kubernetes or call of AWS gets what a fresh cluster shows of it in <see cref="AddKubernetes"/> or <see cref="AddAws"/>.
/// </summary>
internal static class FreshClusters
{
    private const string System = "kube-system";

    /// <summary>Every kind of fresh cluster.</summary>
    public static IReadOnlyList<FreshKind> Kinds { get; } =
    [
        new("managed nodes"),
        new("Auto Mode") { IsAuto = true, AccessMode = "API" },
        new("Fargate first") { Nodes = [], Fargate = ["fargate-ip-10-0-0-1", "fargate-ip-10-0-0-2"] },
        new("access by entries alone") { AccessMode = "API" },
        new("access by ConfigMap alone") { AccessMode = "CONFIG_MAP" },
        new("no nodes") { Nodes = [] },
    ];

    /// <summary>A fresh cluster, with AWS access.</summary>
    public static FakeCluster Make(FreshKind kind) => AddAws(AddKubernetes(new FakeCluster(), kind), kind);

    /// <summary>What its Kubernetes API shows.</summary>
    private static FakeCluster AddKubernetes(FakeCluster cluster, FreshKind kind)
    {
        cluster
            .With(new[] { "default", System, "kube-public", "kube-node-lease" }.Select(ns => new Namespace { Metadata = Fakes.Make.Meta(ns, "") }))
            .With(kind.Nodes.Select(n => Fakes.Make.Node(n) with { Metadata = Fakes.Make.Meta(n, "", kind.IsAuto ? [("eks.amazonaws.com/compute-type", "auto"), ("karpenter.sh/nodepool", "general-purpose")] : [("eks.amazonaws.com/nodegroup", "ng-1")]) }))
            .With(kind.Fargate.Select(Fakes.Make.Fargate))
            .With(
                new Service { Metadata = Fakes.Make.Meta("kubernetes"), Spec = new ServiceSpec { Type = "ClusterIP", Ports = [new ServicePort { Name = "https", Port = 443, Protocol = "TCP" }] } },
                new Service { Metadata = Fakes.Make.Meta("kube-dns", System), Spec = new ServiceSpec { Type = "ClusterIP", Selector = Fakes.Make.Labels(("k8s-app", "kube-dns")), Ports = [new ServicePort { Name = "dns", Port = 53, Protocol = "UDP" }] } })
            .With(ConfigMaps(kind).Select(name => new ConfigMap { Metadata = Fakes.Make.Meta(name, System) }))
            .With(FreshRbac.ClusterRoles)
            .With(FreshRbac.Bindings);
        if (kind.HasConfigMap)
        {
            cluster.With(FreshRbac.NodesMap);
        }

        if (kind.IsAuto)
        {
            return cluster;
        }

        foreach (var name in new[] { "aws-node", "kube-proxy", "eks-pod-identity-agent" })
        {
            AddDaemonSet(cluster, name, kind.Nodes);
        }

        var places = kind.Fargate.Count > 0 ? kind.Fargate : kind.Nodes;
        AddDeployment(cluster, "coredns", places);
        AddDeployment(cluster, "metrics-server", places);
        cluster.With(new[] { "coredns", "metrics-server" }.Select(Budget));
        return cluster;
    }

    /// <summary>What AWS says of it.</summary>
    private static FakeCluster AddAws(FakeCluster cluster, FreshKind kind) => cluster.WithAws(aws =>
    {
        aws.CreatedAt = FakeCluster.Now.AddHours(-1);
        aws.Cluster = c => c with { AuthenticationMode = kind.AccessMode, AutoMode = kind.IsAuto };
        if (kind.AccessMode == "CONFIG_MAP")
        {
            aws.Has<AwsAccessEntry>();
        }

        if (kind.Fargate.Count > 0)
        {
            aws.Has(new AwsFargateProfile { Name = "fp-default", Status = "ACTIVE", CreatedAt = aws.CreatedAt, Selectors = [new AwsFargateSelector("default"), new AwsFargateSelector(System)] });
        }
    });

    private static IEnumerable<string> ConfigMaps(FreshKind kind) =>
        ["coredns", "kube-proxy", "kube-proxy-config", "amazon-vpc-cni", "extension-apiserver-authentication", .. kind.HasConfigMap ? ["aws-auth"] : Array.Empty<string>()];

    private static void AddDaemonSet(FakeCluster cluster, string name, IReadOnlyList<string> nodes)
    {
        var set = new DaemonSet
        {
            Metadata = Fakes.Make.Meta(name, System, ("k8s-app", name)),
            Spec = new DaemonSetSpec { Template = new PodTemplate { Spec = new PodTemplateSpec { Containers = [new TemplateContainer { Image = Registry(name) }] } } },
        };
        cluster.With(set).With(nodes.Select(n => Fakes.Make.Pod($"{name}-{n}", set.Metadata, n, ns: System, app: name, ownerKind: "DaemonSet")));
    }

    private static void AddDeployment(FakeCluster cluster, string name, IReadOnlyList<string> places)
    {
        var deployment = Fakes.Make.Deployment(name, 2, System);
        var revision = Fakes.Make.Revision(deployment);
        var pods = places.Count == 0
            ? [Fakes.Make.Pod($"{name}-1", revision.Metadata, node: "", ready: false, ns: System, app: name)]
            : places.Select(p => Fakes.Make.Pod($"{name}-{p}", revision.Metadata, p, ns: System, app: name));
        cluster.With(deployment).With(revision).With(pods);
    }

    private static PodDisruptionBudget Budget(string name) => new()
    {
        ApiVersion = "policy/v1",
        Metadata = Fakes.Make.Meta(name, System),
        Spec = new DisruptionBudgetSpec { MaxUnavailable = "1", Selector = new LabelSelector { MatchLabels = Fakes.Make.Labels(("app", name)) } },
        Status = new DisruptionBudgetStatus { CurrentHealthy = 2, DesiredHealthy = 1, DisruptionsAllowed = 1, ExpectedPods = 2, ObservedGeneration = 1 },
    };

    private static string Registry(string name) => $"602401143452.dkr.ecr.ap-northeast-2.amazonaws.com/eks/{name}:v1.33.0-eksbuild.1";
}
