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
