using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Checks.Insights;

/// <summary>What was read of the cluster to judge Container Insights.</summary>
/// <param name="DaemonSets">Every DaemonSet.</param>
/// <param name="StatefulSets">Every StatefulSet: on clusters without EC2 nodes the collector is one.</param>
/// <param name="Nodes">The nodes.</param>
/// <param name="Pods">Every pod: a status that says how many are ready can be written.</param>
/// <param name="Resources">The custom resources of the agent's operator.</param>
/// <param name="ConfigMaps">The ConfigMaps of the namespaces that agents live in, by namespace.</param>
internal sealed record InsightsReads(
    OptionalRead<ObjectList<DaemonSet>> DaemonSets,
    OptionalRead<ObjectList<StatefulSet>> StatefulSets,
    OptionalRead<ObjectList<Node>> Nodes,
    OptionalRead<ObjectList<Pod>> Pods,
    OptionalRead<ObjectList<AmazonCloudWatchAgent>> Resources,
    IReadOnlyDictionary<string, OptionalRead<ObjectList<ConfigMap>>> ConfigMaps)
{
    // ConfigMaps can be many and large, so they are listed only where an agent lives. One cluster has one agent, or two while it migrates.
    private const int MostNamespaces = 4;

    /// <summary>What the reads need.</summary>
    public static IReadOnlyList<DeclaredRead> Declared { get; } =
    [
        new DeclaredRead.Kubernetes(DaemonSet.Type),
        new DeclaredRead.Kubernetes(StatefulSet.Type),
        new DeclaredRead.Kubernetes(Node.Type),
        new DeclaredRead.Kubernetes(Pod.Type),
        new DeclaredRead.Kubernetes(ConfigMap.Type),
        new DeclaredRead.Kubernetes(AmazonCloudWatchAgent.Type),
    ];

    /// <summary>Reads everything that can be read at once, then the ConfigMaps of agents that live elsewhere than usual.</summary>
    public static async Task<InsightsReads> ReadAsync(KubernetesReader kubernetes, CancellationToken cancellationToken)
    {
        var daemonSets = ListAsync<DaemonSet>();
        var statefulSets = ListAsync<StatefulSet>();
        var nodes = ListAsync<Node>();
        var pods = ListAsync<Pod>();
        var resources = ListAsync<AmazonCloudWatchAgent>();
        var usual = ListAsync<ConfigMap>(AgentSetup.UsualNamespace);
        await Task.WhenAll(daemonSets, statefulSets, nodes, pods, resources, usual);

        var maps = new Dictionary<string, OptionalRead<ObjectList<ConfigMap>>>(StringComparer.Ordinal) { [AgentSetup.UsualNamespace] = await usual };
        var reads = new InsightsReads(await daemonSets, await statefulSets, await nodes, await pods, await resources, maps);
        var elsewhere = Agent.Among(reads)
            .Where(a => !AgentSetup.IsRightByItsResource(a, reads))
            .Select(a => a.Metadata.Namespace)
            .Distinct(StringComparer.Ordinal)
            .Where(n => !maps.ContainsKey(n))
            .Order(StringComparer.Ordinal)
            .Take(MostNamespaces)
            .ToList();
        var lists = await Task.WhenAll(elsewhere.Select(ListAsync<ConfigMap>));
        foreach (var (ns, list) in elsewhere.Zip(lists))
        {
            maps.Add(ns, list);
        }

        return reads;

        Task<OptionalRead<ObjectList<T>>> ListAsync<T>(string? inNamespace = null)
            where T : class, IKubernetesObject<T> => OptionalRead.Of(kubernetes.ListAsync<T>(inNamespace, cancellationToken));
    }

    /// <summary>A ConfigMap by its name.</summary>
    public ConfigMap? Map(string inNamespace, string name) =>
        ConfigMaps.GetValueOrDefault(inNamespace)?.Answer?.Items.FirstOrDefault(m => m.Metadata.Name == name && m.Metadata.Namespace == inNamespace);

    /// <summary>A custom resource by its name.</summary>
    public AmazonCloudWatchAgent? Resource(string inNamespace, string name) =>
        Resources.Answer?.Items.FirstOrDefault(r => r.Metadata.Name == name && r.Metadata.Namespace == inNamespace);
}

/// <summary>A DaemonSet or StatefulSet that may send Container Insights.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Metadata">Its name and owners.</param>
/// <param name="Template">Its pods to come; null where they are not kept.</param>
internal sealed record Agent(string Kind, ObjectMeta Metadata, PodTemplateSpec? Template)
{
    /// <summary>The name that the classic manifests, the operator's resource and its ConfigMap use.</summary>
    public const string UsualName = "cloudwatch-agent";

    // The classic manifests' is called so; the chart's are two, one of which is for Application Signals alone.
    private const string WindowsName = "cloudwatch-agent-windows";

    /// <summary>The operator's resource that made it; null where none did (amazon-cloudwatch-agent-operator, <c>daemonset.go</c>).</summary>
    public string? OwningResource { get; } = Metadata.OwnerReferences.FirstOrDefault(o => o.Kind == AmazonCloudWatchAgent.Type.Kind)?.Name;

    /// <summary>Whether it is an OpenTelemetry collector, which sends what its configuration says, and not the CloudWatch agent.</summary>
    public bool IsCollector => OwningResource is null && !IsUsual(Metadata) && Template?.Containers.Any(c => AgentImages.IsAgent(c.Image)) != true;

    /// <summary>Whether it runs on Windows nodes.</summary>
    public bool IsWindows { get; } = Metadata.Name.StartsWith(WindowsName, StringComparison.Ordinal)
        || Template?.NodeSelector.GetValueOrDefault(PodTemplateSpec.OsLabel) == "windows";

    /// <summary>The ConfigMaps that its pods mount.</summary>
    public IEnumerable<string> Mounted => (Template?.Volumes ?? []).Select(v => v.ConfigMap?.Name).OfType<string>().Where(n => n.Length > 0);

    /// <summary>
    /// The DaemonSets that are agents or may be: by their owner, their image, or the classic name in the classic namespace; and the
    /// StatefulSets that are collectors. What is being deleted is none.
    /// </summary>
    public static IEnumerable<Agent> Among(InsightsReads reads) =>
    [
        .. (reads.DaemonSets.Answer?.Items ?? [])
            .Where(d => !d.Metadata.IsBeingDeleted)
            .Select(d => new Agent(DaemonSet.Type.Kind, d.Metadata, d.Spec.Template.Spec))
            .Where(a => a.OwningResource is not null || a.Template is not null || IsUsual(a.Metadata)),
        .. (reads.StatefulSets.Answer?.Items ?? [])
            .Where(s => !s.Metadata.IsBeingDeleted && s.Spec.Template.Spec is not null)
            .Select(s => new Agent(StatefulSet.Type.Kind, s.Metadata, s.Spec.Template.Spec))
            .Where(a => a.IsCollector),
    ];

    /// <summary>Whether a pod is one of its own.</summary>
    public bool Owns(Pod pod) => pod.Metadata.OwnerReferences.Any(o => o.Kind == Kind && o.Uid == Metadata.Uid);

    /// <summary>Whether it is the StatefulSet that stands for the agent where there are no EC2 nodes.</summary>
    public bool IsStatefulSet => Kind == StatefulSet.Type.Kind;

    private static bool IsUsual(ObjectMeta metadata) =>
        metadata.Namespace == AgentSetup.UsualNamespace && metadata.Name is UsualName or WindowsName;
}
