using EksGrader.Simulator.Kubernetes;
using EksGrader.Simulator.Kubernetes.Objects;

namespace EksGrader.Simulator.Plans;

/// <summary>Makes the objects of a cluster out of its plan.</summary>
internal sealed partial class ClusterBuilder
{
    private readonly PracticeIdentity identity;
    private readonly ClusterPlan plan;
    private readonly BalancerFacts balancer;
    private readonly DateTimeOffset now;
    private readonly List<KubeObject> objects = [];
    private readonly List<NodeObject> nodes = [];
    private int podAddresses = 20;

    private ClusterBuilder(PracticeIdentity identity, ClusterPlan plan, DateTimeOffset now)
    {
        this.identity = identity;
        this.plan = plan;
        this.now = now;
        balancer = new BalancerFacts(identity, plan.Balancer);
    }

    /// <summary>What exists while a plan holds.</summary>
    /// <param name="identity">Names and ids.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="now">When it begins to hold; heartbeats are of that time.</param>
    public static ClusterState Build(PracticeIdentity identity, ClusterPlan plan, DateTimeOffset now)
    {
        var builder = new ClusterBuilder(identity, plan, now);
        builder.AddNamespaces();
        builder.AddApiServices();
        builder.AddNodes();
        builder.AddSystem();
        builder.AddWeb();
        if (plan.Agent is { } agent)
        {
            builder.AddAgent(agent);
        }

        builder.AddWorkloads();
        builder.AddDocuments();
        return new ClusterState(plan, builder.Patched(), builder.balancer);
    }

    /// <summary>The cluster is ready 12 minutes after it was made, and the student goes to work.</summary>
    private DateTimeOffset At(int minutes) => identity.CreatedAt.AddMinutes(12 + minutes);

    private Meta NewMeta(ResourceKind kind, string? inNamespace, string name, DateTimeOffset created, Labels? labels = null) => new()
    {
        Namespace = inNamespace,
        Name = name,
        Uid = identity.Uid($"{kind.Plural}/{inNamespace}/{name}"),
        Created = created,
        Labels = labels ?? Labels.None,
    };

    private string NextPodAddress()
    {
        podAddresses++;
        return $"192.168.{32 + identity.Ids.Number("subnet", 32)}.{podAddresses}";
    }

    private void AddNamespaces()
    {
        foreach (var name in (ReadOnlySpan<string>)["default", "kube-node-lease", "kube-public", "kube-system"])
        {
            AddNamespace(name, identity.CreatedAt.AddMinutes(7));
        }

        foreach (var name in plan.Namespaces)
        {
            AddNamespace(name, At(10));
        }
    }

    private void AddNamespace(string name, DateTimeOffset created)
    {
        objects.Add(new NamespaceObject(NewMeta(ResourceKinds.Namespaces, null, name, created, new(("kubernetes.io/metadata.name", name)))));
        objects.Add(new ConfigMapObject(NewMeta(ResourceKinds.ConfigMaps, name, "kube-root-ca.crt", created), new(("ca.crt", "-----BEGIN CERTIFICATE-----\n"))));
        objects.Add(new ServiceAccountObject(NewMeta(ResourceKinds.ServiceAccounts, name, "default", created)));
    }

    // Metrics come of servers of their own, as EKS has them; everything else the API server answers itself.
    private void AddApiServices()
    {
        foreach (var (group, version) in ResourceKinds.WithOperator.Select(k => (k.Group, k.Version)).Distinct())
        {
            AddApiService(group, version, service: null);
        }

        AddApiService("metrics.k8s.io", "v1beta1", "metrics-server");
        AddApiService("metrics.eks.amazonaws.com", "v1", "eks-extension-metrics-api");
    }

    private void AddApiService(string group, string version, string? service) => objects.Add(
        new ApiServiceObject(NewMeta(ResourceKinds.ApiServices, null, $"{version}.{group}", identity.CreatedAt.AddMinutes(7)), group, version, service));

    private void AddNodes()
    {
        for (var i = 0; i < plan.Nodes.Length; i++)
        {
            var node = plan.Nodes[i];
            var address = $"192.168.{identity.Ids.Number($"net{i}", 30) + (i * 32)}.{identity.Ids.Number($"host{i}", 200) + 20}";
            var zone = $"{identity.Region}{(char)('a' + (i % 3))}";
            var (name, provider) = node.Compute switch
            {
                Compute.Fargate => ($"fargate-ip-{address.Replace('.', '-')}.{identity.Region}.compute.internal", $"aws:///{zone}/{identity.Ids.Hex($"fargate{i}", 10)}/fargate-ip-{address.Replace('.', '-')}.{identity.Region}.compute.internal"),
                Compute.AutoMode => ($"i-0{identity.Ids.Hex($"instance{i}", 16)}", $"aws:///{zone}/i-0{identity.Ids.Hex($"instance{i}", 16)}"),
                _ => ($"ip-{address.Replace('.', '-')}.{identity.Region}.compute.internal", $"aws:///{zone}/i-0{identity.Ids.Hex($"instance{i}", 16)}"),
            };
            var created = At(3).AddSeconds(i * 4);
            var meta = NewMeta(ResourceKinds.Nodes, null, name, created, NodeLabels(node, name, zone));
            var changed = node.Ready ? created.AddSeconds(22) : now.AddMinutes(-20);
            var built = new NodeObject(meta, node, address, provider, "v1.33.5-eks-113cf36", changed, node.Ready ? identity.LastHeartbeat : () => now.AddMinutes(-21));
            nodes.Add(built);
            objects.Add(built);
            objects.Add(new LeaseObject(NewMeta(ResourceKinds.Leases, "kube-node-lease", name, created), node.Ready ? now : now.AddMinutes(-21)));
        }
    }

    private Labels NodeLabels(NodePlan node, string name, string zone)
    {
        var labels = new Labels(
            ("beta.kubernetes.io/arch", "amd64"),
            ("beta.kubernetes.io/os", "linux"),
            ("kubernetes.io/arch", "amd64"),
            ("kubernetes.io/hostname", name),
            ("kubernetes.io/os", "linux"),
            ("node.kubernetes.io/instance-type", node.Compute == Compute.AutoMode ? "c6a.large" : "t3.medium"),
            ("topology.kubernetes.io/region", identity.Region),
            ("topology.kubernetes.io/zone", zone));
        return node.Compute switch
        {
            Compute.AutoMode => labels.With(("eks.amazonaws.com/compute-type", "auto"), ("karpenter.sh/nodepool", "general-purpose")),
            Compute.Fargate => labels.With(("eks.amazonaws.com/compute-type", "fargate")),
            _ => labels.With(
                ("alpha.eksctl.io/cluster-name", identity.ClusterName),
                ("eks.amazonaws.com/capacityType", "ON_DEMAND"),
                ("eks.amazonaws.com/nodegroup", "ng-1")),
        };
    }

    private PodObject AddPod(string inNamespace, string name, Labels labels, Owner? owner, ContainerSpec container, NodeObject? node, PodState state, DateTimeOffset created)
    {
        // EKS's scheduler names the profile that took the pod.
        var placed = node?.Plan.Compute == Compute.Fargate ? labels.With(("eks.amazonaws.com/fargate-profile", $"fp-{inNamespace}")) : labels;
        var meta = NewMeta(ResourceKinds.Pods, inNamespace, name, created, placed) with { Owner = owner };
        if (state == PodState.Ready && node is { Plan.Ready: false })
        {
            state = PodState.Lost;
        }

        var pod = new PodObject(meta, container, node, node is null ? "" : NextPodAddress(), state);
        objects.Add(pod);
        return pod;
    }

    /// <summary>A Deployment with its ReplicaSet and pods.</summary>
    private List<PodObject> AddDeployment(string inNamespace, string name, ContainerSpec container, int replicas, int ready, DateTimeOffset created, bool oneNode = false, Labels? further = null)
    {
        var selector = new Labels(("app", name));
        var hash = identity.Ids.Suffix($"{inNamespace}/{name}", 10);
        var podLabels = selector.With(("pod-template-hash", hash)).With([.. further ?? Labels.None]);
        var deployment = NewMeta(ResourceKinds.Deployments, inNamespace, name, created, selector.With([.. further ?? Labels.None])) with
        {
            Generation = 1,
            Annotations = new(("deployment.kubernetes.io/revision", "1")),
        };
        var set = NewMeta(ResourceKinds.ReplicaSets, inNamespace, $"{name}-{hash}", created, podLabels) with
        {
            Generation = 1,
            Annotations = new(("deployment.kubernetes.io/desired-replicas", $"{replicas}"), ("deployment.kubernetes.io/revision", "1")),
            Owner = new Owner(ResourceKinds.Deployments, name, deployment.Uid),
        };
        var owner = new Owner(ResourceKinds.ReplicaSets, set.Name, set.Uid);
        var pods = new List<PodObject>();
        for (var i = 0; i < replicas; i++)
        {
            var node = nodes.Count == 0 ? null : nodes[oneNode ? 0 : i % nodes.Count];
            var state = node is null ? PodState.Pending : i < ready ? PodState.Ready : PodState.Crashing;
            var podName = $"{set.Name}-{identity.Ids.Suffix($"{set.Name}/{i}", 5)}";
            pods.Add(AddPod(inNamespace, podName, podLabels, owner, container, node, state, created));
        }

        var readyNow = pods.Count(p => p.State == PodState.Ready);
        objects.Add(new DeploymentObject(deployment, selector, container, replicas, readyNow));
        objects.Add(new ReplicaSetObject(set, podLabels, container, replicas, readyNow));
        return pods;
    }

    /// <summary>A DaemonSet with a pod on every node that is not Fargate's.</summary>
    private void AddDaemonSet(string inNamespace, string name, string label, ContainerSpec container, DateTimeOffset created, int? readyOn = null, Labels? further = null)
    {
        var selector = new Labels((label, name));
        var meta = NewMeta(ResourceKinds.DaemonSets, inNamespace, name, created, selector.With([.. further ?? Labels.None])) with { Generation = 1 };
        var owner = new Owner(ResourceKinds.DaemonSets, name, meta.Uid);
        var pods = new List<PodObject>();
        foreach (var node in nodes.Where(n => n.Plan.Compute != Compute.Fargate))
        {
            var state = pods.Count(p => p.State == PodState.Ready) < (readyOn ?? int.MaxValue) ? PodState.Ready : PodState.Crashing;
            pods.Add(AddPod(inNamespace, $"{name}-{identity.Ids.Suffix($"{name}/{node.Meta.Name}", 5)}", selector.With(("controller-revision-hash", "5d8c7b9f6")).With([.. further ?? Labels.None]), owner, container, node, state, created));
        }

        objects.Add(new DaemonSetObject(meta, selector, container, pods.Count, pods.Count(p => p.State == PodState.Ready), new(("kubernetes.io/os", "linux"))));
    }
}
