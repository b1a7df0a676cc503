using EksGrader.Checks.Checks.Replicas;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Checks.Finders;

/// <summary>A DaemonSet that ships the logs of its nodes.</summary>
/// <param name="Metadata">Its name and namespace.</param>
/// <param name="Pods">Its pods.</param>
/// <param name="Tool">Which tool it is; null for one that is not known, which does the same.</param>
internal sealed record LogShipper(ObjectMeta Metadata, IReadOnlyList<Pod> Pods, Tool? Tool);

/// <summary>Finds what ships the logs of nodes: by what it is, or by what it reads.</summary>
internal static class LogShippers
{
    private static readonly Tool[] Known = [Tool.FluentBit, Tool.Fluentd, Tool.NewRelicLogging];

    private static readonly string[] LogFolders = ["/var/log", "/var/log/containers", "/var/log/pods"];

    /// <summary>
    /// The shippers: known ones, and DaemonSets outside the add-ons of EKS that mount a folder of the nodes' logs read-only. The CloudWatch
    /// agent is none by itself: whether its log pipelines are on, its configuration says.
    /// </summary>
    public static IReadOnlyList<LogShipper> Find(ToolReads reads)
    {
        var finder = new ToolFinder(reads);
        var known = Known.SelectMany(finder.Find).Where(f => f.IsConfirmed).Select(f => new LogShipper(f.Metadata, f.Pods, f.Part.Tool)).ToList();
        var pods = (reads.Pods.Answer?.Items ?? []).Where(p => !p.Metadata.IsBeingDeleted).ToLookup(p => WorkloadFinder.ControllerOf(p.Metadata)?.Uid ?? "", StringComparer.Ordinal);
        var others = (reads.DaemonSets.Answer?.Items ?? [])
            .Where(d => !d.Metadata.IsBeingDeleted && !StudentsOwn.IsAddOn(d) && !known.Exists(k => k.Metadata.Uid == d.Metadata.Uid))
            .Select(d => (Set: d, Pods: pods[d.Metadata.Uid].Where(ReadsLogs).ToList()))
            .Where(d => d.Pods.Count > 0 && !finder.ToolsOf(d.Set.Metadata).Contains(Tool.CloudWatchAgent))
            .Select(d => new LogShipper(d.Set.Metadata, d.Pods, finder.ToolsOf(d.Set.Metadata) is [var tool, ..] ? tool : null));
        return [.. known, .. others];
    }

    /// <summary>Whether a pod mounts a folder of its node's logs, and can only read there.</summary>
    public static bool ReadsLogs(Pod pod)
    {
        var folders = pod.Spec.Volumes.Where(v => v.Kind == PodVolume.HostPath && LogFolders.Contains(v.Path?.TrimEnd('/'), StringComparer.Ordinal)).Select(v => v.Name).ToHashSet(StringComparer.Ordinal);
        return folders.Count > 0 && pod.Spec.Containers.Any(c => c.Mounts.Any(m => m.ReadOnly && folders.Contains(m.Name)));
    }
}
