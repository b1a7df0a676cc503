using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Checks.Insights;

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
