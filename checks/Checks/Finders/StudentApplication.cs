using EksGrader.Checks.Checks.Replicas;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Checks.Finders;

/// <summary>
/// The web application of the student, chosen as the replicas check chooses: by what a load balancer leads to, then by its ready pods, its
/// age and its name. Its reads are those of that check, so that with it they cost nothing.
/// </summary>
internal sealed class StudentApplication
{
    private readonly WorkloadFacts facts;
    private readonly bool mayBeStatefulSet;

    private StudentApplication(WorkloadFacts facts, AssignmentRules rules)
    {
        this.facts = facts;
        var candidates = new WorkloadFinder(facts, rules).Find();

        // A StatefulSet without pods is chosen only where there is nothing else.
        mayBeStatefulSet = candidates.Count == 0
            || (facts.Pods.Answer?.Items ?? []).Any(p => !rules.IsSystemNamespace(p.Metadata.Namespace) && WorkloadFinder.ControllerOf(p.Metadata)?.Kind == StatefulSet.Type.Kind);
        var nodes = PodNodes.ByTheirWord(facts.Nodes.Answer);
        All = new WebApplications(candidates, facts.Services.Answer?.Items ?? [], facts.Ingresses.Answer?.Items ?? [], facts.Pods.Answer?.Items ?? [], rules).All;
        Workload = All
            .OrderByDescending(w => ReadyPodsOf(w).Count(nodes.Hold))
            .ThenBy(w => w.Metadata.CreationTimestamp ?? DateTimeOffset.MaxValue)
            .ThenBy(w => w.Metadata.ToString(), StringComparer.Ordinal)
            .FirstOrDefault();
    }

    /// <summary>What a check that asks for the application must declare.</summary>
    public static IReadOnlyList<DeclaredRead> Reads => WorkloadFacts.Reads;

    /// <summary>Its workload; null where none is known.</summary>
    public Workload? Workload { get; }

    /// <summary>Every workload that may be meant, the chosen one among them.</summary>
    public IReadOnlyList<Workload> All { get; }

    /// <summary>Why it may be another one, or may be missing here: a read that was refused; null where everything was read.</summary>
    public ReadError? Fault => facts.Fault;

    /// <summary>Why its workloads or its pods are not known; null where they are. Services and Ingresses only decide which one of several it is.</summary>
    public ReadError? PodsFault => facts.Deployments.Fault ?? facts.ReplicaSets.Fault ?? (mayBeStatefulSet ? facts.StatefulSets.Fault : null) ?? facts.Pods.Fault ?? (All.Count > 1 ? facts.ChoiceFault : null);

    /// <summary>Its namespace; empty where none is known.</summary>
    public string Namespace => Workload?.Metadata.Namespace ?? "";

    /// <summary>The pods of its current revision that are ready.</summary>
    public IReadOnlyList<Pod> ReadyPods => Workload is null ? [] : ReadyPodsOf(Workload);

    /// <summary>The images of its current pods, as they were asked for.</summary>
    public IReadOnlyList<string> Images => [.. (Workload?.CurrentPods ?? []).SelectMany(p => p.Spec.Containers).Select(c => c.Image).Distinct(StringComparer.Ordinal)];

    /// <summary>The Services that pick its pods.</summary>
    public IReadOnlyList<Service> Services => Workload is null ? [] : [.. (facts.Services.Answer?.Items ?? []).Where(Workload.IsPickedBy)];

    /// <summary>Every pod of the cluster; empty where they could not be read.</summary>
    public IReadOnlyList<Pod> AllPods => facts.Pods.Answer?.Items ?? [];

    /// <summary>Every node; empty where they could not be read.</summary>
    public IReadOnlyList<Node> Nodes => facts.Nodes.Answer?.Items ?? [];

    /// <summary>Reads what there is and chooses.</summary>
    public static async Task<StudentApplication> FindAsync(KubernetesReader kubernetes, AssignmentRules rules, CancellationToken cancellationToken) =>
        new(await WorkloadFacts.ReadAsync(kubernetes, cancellationToken), rules);

    private static IReadOnlyList<Pod> ReadyPodsOf(Workload workload) => [.. workload.CurrentPods.Where(Checks.ReadyPods.IsReady)];
}
