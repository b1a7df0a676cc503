using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Checks.Replicas;

/// <summary>Asks for a number of ready replicas of the web application, on nodes that AWS knows.</summary>
public sealed class ReplicasCheck : ICheck
{
    internal const string WorkloadFact = "workload";
    internal const string ReadyFact = "ready";
    internal const string NoSurplusFact = "noSurplus";
    internal const string RolloutFact = "rollout";

    internal const decimal CapOfTooMany = 0.5m;
    internal const decimal CapInRollout = 0.5m;

    /// <summary>Its id.</summary>
    public static CheckId Id { get; } = new("replicas");

    internal static TextCatalog Texts { get; } = TextCatalog.Beside(typeof(ReplicasCheck), nameof(ReplicasCheck));

    /// <summary>What its verdicts follow from.</summary>
    internal static IReadOnlyList<FactInfo> Facts { get; } =
    [
        FactInfo.Guarding(Texts, WorkloadFact, 0),
        FactInfo.Earning(Texts, ReadyFact, 1, WorkloadFact),
        FactInfo.Guarding(Texts, NoSurplusFact, CapOfTooMany, WorkloadFact),
        FactInfo.Guarding(Texts, RolloutFact, CapInRollout, WorkloadFact),
    ];

    /// <inheritdoc/>
    public CheckInfo Info { get; } = CheckInfo.Describe(Id, Texts, CountParameters.Declare(Texts), WorkloadFacts.Reads, Facts);

    /// <inheritdoc/>
    public async ValueTask<Verdict> JudgeAsync(Cluster cluster, CheckParameters parameters, CancellationToken cancellationToken)
    {
        var facts = await WorkloadFacts.ReadAsync(cluster.Kubernetes, cancellationToken);
        var finder = new WorkloadFinder(facts, parameters.Rules);
        var candidates = finder.Find();
        var nodes = PodNodes.ByTheirWord(facts.Nodes.Answer);
        var judgement = new ReplicaJudgement(facts, candidates, finder.FindPassedOver(), nodes, parameters);
        if (facts.KindsFault is null && candidates.Count == 0)
        {
            return nodes.Judge(cluster, judgement.NoWorkload(ReplicaEvidence.OfPods(facts, cluster.Now)), [], parameters.Rules);
        }

        // AWS is asked about nodes where points rest on them.
        if (judgement.Share > 0)
        {
            nodes = await PodNodes.ConfirmedAsync(cluster, facts.Nodes.Answer, cancellationToken);
            judgement = judgement.On(nodes);
        }

        var verdict = judgement.Judge([.. ReplicaEvidence.Of(judgement.Best?.Workload, facts, cluster.Now), .. nodes.Evidence]);
        return verdict.Share is null ? verdict : nodes.Judge(cluster, verdict, judgement.CountedPods, parameters.Rules);
    }
}

/// <summary>What to do about missing replicas.</summary>
internal static class ReplicaFeedback
{
    private const int PodsNamed = 5;

    /// <summary>To ask for the right number.</summary>
    public static LocalizedText Scale(Workload workload, int count) => ReplicasCheck.Texts["Scale", Target(workload), Namespace(workload), count];

    /// <summary>To follow a rollout.</summary>
    public static LocalizedText Follow(Workload workload) => ReplicasCheck.Texts["InRollout", Target(workload), Namespace(workload)];

    /// <summary>The advice about pods that are missing or do not count.</summary>
    public static IEnumerable<LocalizedText> AboutPods(Workload workload, PodNodes nodes)
    {
        if (workload.CurrentPods.Count(p => !p.Metadata.IsBeingDeleted) < workload.Asked)
        {
            yield return ReplicasCheck.Texts["MissingPods", Target(workload), Namespace(workload)];
        }

        foreach (var (_, text) in Flawed(workload, nodes))
        {
            yield return text;
        }
    }

    /// <summary>The pods that are not ready or do not count where they run, with a sentence about each.</summary>
    public static IEnumerable<(Pod Pod, LocalizedText Text)> Flawed(Workload workload, PodNodes nodes) =>
    [
        .. workload.CurrentPods.Where(p => !p.Metadata.IsBeingDeleted && !ReadyPods.IsReady(p)).Take(PodsNamed)
            .Select(p => (p, ReplicasCheck.Texts["PodNotReady", ShellText.Name(p.Metadata), ReasonOf(p), ShellText.Word(p.Metadata.Name), Namespace(workload)])),
        .. workload.CurrentPods.Where(ReadyPods.IsReady).Select(p => (Pod: p, Flaw: nodes.FlawOf(p))).Where(p => p.Flaw is not null).Take(PodsNamed)
            .Select(p => (p.Pod, ReplicasCheck.Texts[$"{p.Flaw}", ShellText.Name(p.Pod.Metadata), ShellText.Name(p.Pod.Spec.NodeName)])),
    ];

    /// <summary>The workload as kubectl names it.</summary>
    public static string Target(Workload workload) => $"{workload.Kind.ToLowerInvariant()}/{ShellText.Word(workload.Metadata.Name)}";

    /// <summary>Its namespace, for a command.</summary>
    public static string Namespace(Workload workload) => ShellText.Word(workload.Metadata.Namespace);

    private static string ReasonOf(Pod pod)
    {
        var waiting = pod.Status.ContainerStatuses.Select(c => c.State.Waiting?.Reason).FirstOrDefault(r => !string.IsNullOrEmpty(r));
        var unscheduled = pod.Status.Conditions.FirstOrDefault(c => c.Type == "PodScheduled" && !c.IsTrue)?.Reason;
        return ShellText.Name(waiting ?? unscheduled ?? pod.Status.Phase);
    }
}

/// <summary>The tables that support a verdict about replicas.</summary>
internal static class ReplicaEvidence
{
    /// <summary>The workload and the pods of its namespace, as <c>kubectl get</c> prints them; all pods where there is no workload.</summary>
    public static IReadOnlyList<Evidence> Of(Workload? workload, WorkloadFacts facts, DateTimeOffset seenAt)
    {
        if (workload is null)
        {
            return OfPods(facts, seenAt);
        }

        List<Evidence> evidence = [];
        Add(facts.Deployments.Answer);
        Add(facts.StatefulSets.Answer);
        Add(facts.ReplicaSets.Answer);
        if (facts.Pods.Answer is { } pods)
        {
            var ns = ShellText.Word(workload.Metadata.Namespace);
            evidence.Add(new Evidence($"kubectl get pods -n {ns} -o wide", TablePrinter.Print(pods, p => p.Metadata.Namespace == workload.Metadata.Namespace, wide: true), seenAt));
        }

        return evidence;

        void Add<T>(ObjectList<T>? list)
            where T : class, IKubernetesObject<T>
        {
            if (list is not null && T.Type.Kind == workload.Kind)
            {
                evidence.Add(new Evidence(
                    $"kubectl get {T.Type.Plural} -n {ShellText.Word(workload.Metadata.Namespace)}",
                    TablePrinter.Print(list, o => o.Metadata.Namespace == workload.Metadata.Namespace),
                    seenAt));
            }
        }
    }

    /// <summary>All pods of the cluster.</summary>
    public static IReadOnlyList<Evidence> OfPods(WorkloadFacts facts, DateTimeOffset seenAt) =>
        facts.Pods.Answer is { } pods
            ? [new Evidence("kubectl get pods -A", TablePrinter.Print(pods, showNamespace: true), seenAt)]
            : [];
}
