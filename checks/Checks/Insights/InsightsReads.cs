using EksGrader.Checks.Aws;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;

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

/// <summary>
/// Whether data arrives in CloudWatch Logs, and where it must. The older mode, the classic agent and AWS Distro for OpenTelemetry write
/// <c>performance</c>; in OpenTelemetry mode metrics leave no log, but the logs do (CloudWatch user guide, "OTel Container Insights").
/// </summary>
internal sealed class InsightsData
{
    /// <summary>How old the newest event may be: the timestamps of log streams lag (CloudWatch Logs API reference, LogStream).</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(15);

    private readonly Cluster cluster;
    private readonly AwsReader aws;
    private readonly CancellationToken cancellationToken;
    private readonly Task<OptionalRead<AwsCluster>> described;
    private readonly Task<OptionalRead<AwsLogActivity>> usual;
    private readonly string name;

    /// <summary>Begins with the log group that most agents write to, so that no later read waits for it.</summary>
    private InsightsData(Cluster cluster, AwsReader aws, string name, CancellationToken cancellationToken)
    {
        (this.cluster, this.aws, this.name, this.cancellationToken) = (cluster, aws, name, cancellationToken);
        described = OptionalRead.Of(aws.DescribeClusterAsync(cancellationToken));
        usual = AskAsync(Performance(name));
    }

    /// <summary>What the reads need.</summary>
    public static IReadOnlyList<DeclaredRead> Declared { get; } =
        [new DeclaredRead.Aws(AwsActions.DescribeCluster), .. AwsActions.Logs.Select(a => new DeclaredRead.Aws(a))];

    /// <summary>The log groups that were asked for, with what they received.</summary>
    public List<(string Group, AwsLogActivity Activity)> Seen { get; } = [];

    /// <summary>What the log group that most agents write to received.</summary>
    public Task<OptionalRead<AwsLogActivity>> Usual => usual;

    /// <summary>Why a log group could not be asked for; null where all could.</summary>
    public ReadError? Refused { get; private set; }

    /// <summary>Why AWS did not describe the cluster; null where it did. An account that does not may be any account.</summary>
    public async Task<ReadError?> UndescribedAsync() => (await described).Fault;

    /// <summary>Begins to ask; null without AWS access.</summary>
    public static InsightsData? Begin(Cluster cluster, CancellationToken cancellationToken) =>
        cluster is { Aws: { } aws, Target.ClusterName: { } name } ? new InsightsData(cluster, aws, name, cancellationToken) : null;

    /// <summary>
    /// Whether a setup sends no logs, so that nothing arrives where it could be seen: OpenTelemetry mode with logs off, without Fluent Bit
    /// beside it.
    /// </summary>
    public static bool IsSilent(AgentSetup setup, InsightsReads reads) =>
        IsOtelAlone(setup) && !setup.Parts.Any(p => p.HasOtelLogs) && !HasFluentBit(setup, reads);

    /// <summary>Whether a setup sends its metrics in OpenTelemetry mode and in no other.</summary>
    public static bool IsOtelAlone(AgentSetup setup) => IsOtel(setup) && !IsOlder(setup);

    /// <summary>Fact 4: data arrives. Nothing can arrive from an agent that is not there.</summary>
    public async Task<InsightsFact> JudgeAsync(InsightsFact installed, AgentSetup setup, ConfiguredNames names, InsightsReads reads)
    {
        var isThere = installed is { Holds: true } or { Unread: not null };
        var since = await SinceAsync();
        var groups = isThere ? GroupsOf(setup, names.GroupName(setup.Parts) ?? name) : [Performance(name)];
        foreach (var group in groups)
        {
            var (activity, refused) = await (group == Performance(name) ? usual : AskAsync(group));
            Refused ??= refused;
            if (activity is null)
            {
                continue;
            }

            Seen.Add((group, activity));
            if (isThere && activity.NewestEvent is { } newest && newest >= since)
            {
                return (await described).Fault is { } unknownAge && !IsOlderThan(newest, reads) ? InsightsFact.NotSeen(unknownAge) : InsightsFact.True;
            }
        }

        var all = string.Join(", ", groups);
        return !isThere ? InsightsFact.False
            : Refused is not null ? InsightsFact.NotSeen(Refused)
            : new InsightsFact(false, ContainerInsightsCheck.Texts[Seen.Exists(s => s.Activity.Exists) ? "NoData" : "NoLogGroup", all], InsightsAdvice.CheckLogs(setup), MayStillComeTrue: true);
    }

    private async Task<OptionalRead<AwsLogActivity>> AskAsync(string group) => await OptionalRead.Of(aws.GetLogActivityAsync(group, await SinceAsync(), cancellationToken));

    // A cluster of the same name may have stood there before: what it sent proves nothing of this one.
    private async Task<DateTimeOffset> SinceAsync()
    {
        var since = cluster.Now - Fresh;
        return (await described).Answer?.CreatedAt is { } created && created > since ? created : since;
    }

    // Where AWS does not say when the cluster was made, its own objects do: an administrator cannot write when they were created.
    private static bool IsOlderThan(DateTimeOffset moment, InsightsReads reads) =>
        (reads.Nodes.Answer?.Items.Select(n => n.Metadata) ?? []).Concat(reads.DaemonSets.Answer?.Items.Select(d => d.Metadata) ?? []).Any(m => m.CreationTimestamp < moment);

    private static IReadOnlyList<string> GroupsOf(AgentSetup setup, string name)
    {
        IEnumerable<string> older = IsOlder(setup) || !IsOtel(setup) ? [Performance(name)] : [];
        IEnumerable<string> otel = IsOtel(setup)
            ? [$"/aws/otel/containerinsights/{name}/application", $"/aws/otel/containerinsights/{name}/host", $"/aws/containerinsights/{name}/application"]
            : [];
        return [.. older, .. otel];
    }

    /// <summary>Whether a log group holds performance events, which say of which instance they are; in others programs write what they like.</summary>
    public static bool IsPerformance(string group) => group.EndsWith("/performance", StringComparison.Ordinal);

    private static string Performance(string name) => $"/aws/containerinsights/{name}/performance";

    private static bool IsOlder(AgentSetup setup) => setup.Parts.Any(p => p.HasKubernetes || p.HasReceiver);

    private static bool IsOtel(AgentSetup setup) => setup.Parts.Any(p => p.HasOtelContainerInsights);

    // The quick start and the chart call it so.
    private static bool HasFluentBit(AgentSetup setup, InsightsReads reads) =>
        reads.DaemonSets.Answer?.Items.Any(d =>
            d.Metadata.Name.StartsWith("fluent-bit", StringComparison.Ordinal)
            && !d.Metadata.IsBeingDeleted
            && d.Metadata.Namespace == (setup.Agent?.Metadata.Namespace ?? AgentSetup.UsualNamespace)) == true;
}
