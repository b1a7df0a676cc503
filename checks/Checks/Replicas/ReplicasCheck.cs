using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Checks.Replicas;

/// <summary>Asks for a number of ready replicas of the web application, on nodes that AWS knows.</summary>
public sealed class ReplicasCheck : ICheck
{
    /// <summary>Its id.</summary>
    public static CheckId Id { get; } = new("replicas");

    internal static TextCatalog Texts { get; } = TextCatalog.Beside(typeof(ReplicasCheck), nameof(ReplicasCheck));

    /// <inheritdoc/>
    public CheckInfo Info { get; } = CheckInfo.Describe(Id, Texts, CountParameters.Declare(Texts), WorkloadFacts.Reads);

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
            return nodes.Judge(cluster, judgement.NoWorkload() with { Evidence = ReplicaEvidence.OfPods(facts, cluster.Now) }, [], parameters.Rules);
        }

        // AWS is asked about nodes where points rest on them.
        if (judgement.Share > 0)
        {
            nodes = await PodNodes.ConfirmedAsync(cluster, facts.Nodes.Answer, cancellationToken);
            judgement = judgement.On(nodes);
        }

        var verdict = judgement.Judge();
        IReadOnlyList<Evidence> evidence = [.. ReplicaEvidence.Of(judgement.Best?.Workload, facts, cluster.Now), .. nodes.Evidence];
        return facts.Fault is { } fault && !judgement.IsFixed
            ? OptionalRead.Unknown(fault, evidence, verdict.MayStillComeTrue)
            : nodes.Judge(cluster, verdict with { Evidence = evidence }, judgement.CountedPods, parameters.Rules);
    }
}

/// <summary>What to do about missing replicas.</summary>
internal static class ReplicaFeedback
{
    private const int PodsNamed = 5;

    /// <summary>The advice for a workload that does not fulfil the rule.</summary>
    public static IEnumerable<LocalizedText> For(ReplicaScore score, int count, PodNodes nodes)
    {
        var workload = score.Workload;
        var ns = ShellText.Word(workload.Metadata.Namespace);
        var target = $"{workload.Kind.ToLowerInvariant()}/{ShellText.Word(workload.Metadata.Name)}";
        if (workload.Asked != count && (score.TooMany || workload.Asked < count))
        {
            yield return ReplicasCheck.Texts["Scale", target, ns, count];
        }

        if (workload.InRollout)
        {
            yield return ReplicasCheck.Texts["InRollout", target, ns];
        }

        if (workload.CurrentPods.Count(p => !p.Metadata.IsBeingDeleted) < workload.Asked)
        {
            yield return ReplicasCheck.Texts["MissingPods", target, ns];
        }

        foreach (var pod in workload.CurrentPods.Where(p => !p.Metadata.IsBeingDeleted && !ReadyPods.IsReady(p)).Take(PodsNamed))
        {
            yield return ReplicasCheck.Texts["PodNotReady", ShellText.Name(pod.Metadata), ReasonOf(pod), ShellText.Word(pod.Metadata.Name), ns];
        }

        foreach (var (pod, flaw) in workload.CurrentPods.Where(ReadyPods.IsReady).Select(p => (Pod: p, Flaw: nodes.FlawOf(p))).Where(p => p.Flaw is not null).Take(PodsNamed))
        {
            yield return ReplicasCheck.Texts[$"{flaw}", ShellText.Name(pod.Metadata), ShellText.Name(pod.Spec.NodeName)];
        }
    }

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
