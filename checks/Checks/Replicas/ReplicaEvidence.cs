using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Checks.Replicas;

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
