using System.IO.Enumeration;
using EksGrader.Checks.Checks.Replicas;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Checks.Finders;

/// <summary>A workload that is a part of a tool, with its pods.</summary>
/// <param name="Part">Which part.</param>
/// <param name="Kind">Its kind, as manifests write it.</param>
/// <param name="Metadata">Its name, namespace and labels.</param>
/// <param name="Pods">Its pods.</param>
internal sealed record FoundPart(ToolPart Part, string Kind, ObjectMeta Metadata, IReadOnlyList<Pod> Pods)
{
    /// <summary>How many pods it asks for; null for a DaemonSet, which asks for one a node.</summary>
    public int? Asked { get; init; }

    /// <summary>Its ready pods that run the tool's image.</summary>
    public IReadOnlyList<Pod> Ready => [.. Pods.Where(p => ReadyPods.IsReady(p) && ToolFinder.Runs(p, Part))];

    /// <summary>Whether one pod at least is ready. A DaemonSet is asked for more: <see cref="ReadyOnNodes"/>.</summary>
    public bool IsReady => Ready.Count > 0;

    /// <summary>Whether an image confirms what labels or a name say; without any pod there is none to ask.</summary>
    public bool IsConfirmed => Pods.Count > 0;

    /// <summary><c>Deployment argocd/argocd-server</c>, to be read.</summary>
    public override string ToString() => $"{Kind} {ShellText.Name(Metadata)}";
}

/// <summary>
/// Finds tools: a workload counts whose labels or name fit and whose pods run the tool's image. Labels and names alone prove nothing, and
/// what has no pods at all is found but not confirmed.
/// </summary>
internal sealed class ToolFinder
{
    private readonly ToolReads reads;
    private readonly IReadOnlyList<Candidate> candidates;

    /// <summary>Looks into what was read; lists without an answer count as empty.</summary>
    public ToolFinder(ToolReads reads)
    {
        this.reads = reads;
        var pods = (reads.Pods.Answer?.Items ?? []).Where(p => !p.Metadata.IsBeingDeleted)
            .ToLookup(p => WorkloadFinder.ControllerOf(p.Metadata)?.Uid ?? "", StringComparer.Ordinal);
        var revisions = (reads.ReplicaSets.Answer?.Items ?? []).ToLookup(r => WorkloadFinder.ControllerOf(r.Metadata)?.Uid ?? "", StringComparer.Ordinal);
        candidates =
        [
            .. Of(reads.Deployments, WorkloadKinds.Deployment, d => (d.Spec.Template, d.Spec.Replicas ?? 1, [.. revisions[d.Metadata.Uid].SelectMany(r => pods[r.Metadata.Uid])])),
            .. Of(reads.StatefulSets, WorkloadKinds.StatefulSet, s => (s.Spec.Template, s.Spec.Replicas ?? 1, [.. pods[s.Metadata.Uid]])),
            .. Of(reads.DaemonSets, WorkloadKinds.DaemonSet, d => (d.Spec.Template, null, [.. pods[d.Metadata.Uid]])),
        ];
    }

    /// <summary>Why something may be missing here: a read that was refused; null where everything was read.</summary>
    public ReadError? Fault => reads.Fault;

    /// <summary>Every workload that is a part of a tool, the confirmed and ready ones first.</summary>
    public IReadOnlyList<FoundPart> Find(Tool tool) => [.. ToolTable.PartsOf(tool).SelectMany(Find)];

    /// <summary>Every workload that is one part of a tool, by its name, such as <c>repo-server</c>.</summary>
    public IReadOnlyList<FoundPart> Find(Tool tool, string part) => [.. ToolTable.PartsOf(tool).Where(p => p.Name == part).SelectMany(Find)];

    /// <summary>The parts that a tool needs and of which none is there; all of them where it is not there.</summary>
    public IReadOnlyList<ToolPart> Missing(Tool tool) => [.. ToolTable.PartsOf(tool).Where(p => p.IsNeeded && !Find(p).Any())];

    /// <summary>Whether all that a tool needs is ready (<see cref="FoundPart.IsReady"/>).</summary>
    public bool IsReady(Tool tool) => ToolTable.PartsOf(tool).Where(p => p.IsNeeded).All(p => Find(p).Any(f => f.IsReady));

    /// <summary>The tools that a workload's pods are part of; none for a program that is not known.</summary>
    public IReadOnlyList<Tool> ToolsOf(ObjectMeta workload) =>
        [.. candidates.Where(c => c.Metadata.Uid == workload.Uid).SelectMany(c => ToolTable.Parts.Where(p => c.Fits(p) && c.Pods.Any(pod => Runs(pod, p)))).Select(p => p.Tool).Distinct()];

    /// <summary>Whether a pod runs an image of a part.</summary>
    public static bool Runs(Pod pod, ToolPart part) => pod.Spec.Containers.Any(c => part.Images.Any(i => FileSystemName.MatchesSimpleExpression(i, ImageName.Last(c.Image), ignoreCase: false)));

    private IEnumerable<FoundPart> Find(ToolPart part) => candidates
        .Where(c => c.Fits(part) && (c.Pods.Count == 0 || c.Pods.Any(p => Runs(p, part))))
        .Select(c => new FoundPart(part, $"{c.Kind}", c.Metadata, c.Pods) { Asked = c.Asked })
        .OrderByDescending(f => f.IsConfirmed)
        .ThenByDescending(f => f.IsReady);

    private static IEnumerable<Candidate> Of<T>(OptionalRead<ObjectList<T>> list, WorkloadKinds kind, Func<T, (PodTemplate Template, int? Asked, IReadOnlyList<Pod> Pods)> parts)
        where T : class, IKubernetesObject<T>
    {
        foreach (var item in list.Answer?.Items.Where(o => !o.Metadata.IsBeingDeleted && !StudentsOwn.IsGraders(o.Metadata)) ?? [])
        {
            var (template, asked, pods) = parts(item);
            yield return new Candidate(kind, item.Metadata, template, asked, pods);
        }
    }

    private sealed record Candidate(WorkloadKinds Kind, ObjectMeta Metadata, PodTemplate Template, int? Asked, IReadOnlyList<Pod> Pods)
    {
        public bool Fits(ToolPart part) => part.Kinds.HasFlag(Kind) && !IsOfTheAddOn(part) && (part.Labels.Any(HasAll) || part.Names.Any(n => FileSystemName.MatchesSimpleExpression(n, Metadata.Name, ignoreCase: false)));

        // What the CloudWatch add-on brings along is part of that, and of nothing else.
        private bool IsOfTheAddOn(ToolPart part) =>
            part.Tool is Tool.NodeExporter or Tool.KubeStateMetrics or Tool.Prometheus or Tool.PrometheusOperator && StudentsOwn.IsOfCloudWatchAddOn(Metadata);

        private bool HasAll(string labels) => labels.Split(',').All(l => l.Split('=', 2) is [var key, var value]
            && (Metadata.Labels.GetValueOrDefault(key) ?? Template.Metadata.Labels.GetValueOrDefault(key)) is { } text && FileSystemName.MatchesSimpleExpression(value, text, ignoreCase: false));
    }
}

/// <summary>What tools are found in; each list may lack its answer.</summary>
internal sealed record ToolReads(
    OptionalRead<ObjectList<Deployment>> Deployments,
    OptionalRead<ObjectList<StatefulSet>> StatefulSets,
    OptionalRead<ObjectList<DaemonSet>> DaemonSets,
    OptionalRead<ObjectList<ReplicaSet>> ReplicaSets,
    OptionalRead<ObjectList<Pod>> Pods)
{
    /// <summary>The kinds that are read.</summary>
    public static IReadOnlyList<DeclaredRead> Declared { get; } =
    [
        new DeclaredRead.Kubernetes(Deployment.Type), new DeclaredRead.Kubernetes(StatefulSet.Type), new DeclaredRead.Kubernetes(DaemonSet.Type),
        new DeclaredRead.Kubernetes(ReplicaSet.Type), new DeclaredRead.Kubernetes(Pod.Type),
    ];

    /// <summary>The first fault; null where everything was answered.</summary>
    public ReadError? Fault => Deployments.Fault ?? StatefulSets.Fault ?? DaemonSets.Fault ?? ReplicaSets.Fault ?? Pods.Fault;

    /// <summary>Reads everything at once; what another check reads too is read once.</summary>
    public static async Task<ToolReads> ReadAsync(KubernetesReader kubernetes, CancellationToken cancellationToken)
    {
        var (deployments, statefulSets, daemonSets, replicaSets, pods) = (List<Deployment>(), List<StatefulSet>(), List<DaemonSet>(), List<ReplicaSet>(), List<Pod>());
        await Task.WhenAll(deployments, statefulSets, daemonSets, replicaSets, pods);
        return new ToolReads(await deployments, await statefulSets, await daemonSets, await replicaSets, await pods);

        Task<OptionalRead<ObjectList<T>>> List<T>()
            where T : class, IKubernetesObject<T> => OptionalRead.Of(kubernetes.ListAsync<T>(cancellationToken: cancellationToken));
    }
}
