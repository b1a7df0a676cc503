using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Checks.Replicas;

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
            yield return RuleTexts.All["Replicas.Scale", target, ns, count];
        }

        if (workload.InRollout)
        {
            yield return RuleTexts.All["Replicas.InRollout", target, ns];
        }

        if (workload.CurrentPods.Count(p => !p.Metadata.IsBeingDeleted) < workload.Asked)
        {
            yield return RuleTexts.All["Replicas.MissingPods", target, ns];
        }

        foreach (var pod in workload.CurrentPods.Where(p => !p.Metadata.IsBeingDeleted && !ReadyPods.IsReady(p)).Take(PodsNamed))
        {
            yield return RuleTexts.All["Replicas.PodNotReady", ShellText.Name(pod.Metadata), ReasonOf(pod), ShellText.Word(pod.Metadata.Name), ns];
        }

        foreach (var (pod, flaw) in workload.CurrentPods.Where(ReadyPods.IsReady).Select(p => (Pod: p, Flaw: nodes.FlawOf(p))).Where(p => p.Flaw is not null).Take(PodsNamed))
        {
            yield return RuleTexts.All[flaw ?? "", ShellText.Name(pod.Metadata), ShellText.Name(pod.Spec.NodeName)];
        }
    }

    private static string ReasonOf(Pod pod)
    {
        var waiting = pod.Status.ContainerStatuses.Select(c => c.State.Waiting?.Reason).FirstOrDefault(r => !string.IsNullOrEmpty(r));
        var unscheduled = pod.Status.Conditions.FirstOrDefault(c => c.Type == "PodScheduled" && !c.IsTrue)?.Reason;
        return ShellText.Name(waiting ?? unscheduled ?? pod.Status.Phase);
    }
}
