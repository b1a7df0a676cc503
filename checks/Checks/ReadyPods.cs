using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Checks;

/// <summary>When a pod is ready.</summary>
internal static class ReadyPods
{
    /// <summary>Running, Ready=True and not being deleted (Kubernetes, "Pod Lifecycle").</summary>
    public static bool IsReady(Pod pod) =>
        pod.Status.Phase == "Running"
        && !pod.Metadata.IsBeingDeleted
        && pod.Status.Conditions.Any(c => c.Type == "Ready" && c.IsTrue);
}
