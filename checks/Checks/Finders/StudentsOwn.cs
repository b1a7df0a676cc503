using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Kubernetes.Objects;

namespace EksGrader.Checks.Checks.Finders;

/// <summary>
/// What in a cluster is the student's: not what the instructions of the grader had them make, not what EKS and its add-ons bring, not what
/// lives in system namespaces.
/// </summary>
internal static class StudentsOwn
{
    /// <summary>What the instructions call the grader's ServiceAccount, ClusterRole, bindings and group (AccessInstructionsManifest).</summary>
    public const string Grader = "eks-grader";

    // What the page offers to copy where a right is missing (KubernetesRequest.GrantCommand).
    private const string Granted = "eksgrader-";

    private const string CloudWatchNamespace = "amazon-cloudwatch";
    private static readonly string[] OwnerLabels = ["app.kubernetes.io/part-of", "app.kubernetes.io/instance", "app.kubernetes.io/name", "app.kubernetes.io/managed-by", "release"];
    private static readonly string[] AddOnSets = ["aws-node", "kube-proxy", "eks-pod-identity-agent", "eks-node-monitoring-agent", "ebs-csi-node", "efs-csi-node", "s3-csi-node", "fsx-csi-node"];

    /// <summary>Whether a namespace is one of the student's.</summary>
    public static bool IsNamespace(Namespace ns, AssignmentRules rules) => !ns.Metadata.IsBeingDeleted && !rules.IsSystemNamespace(ns.Metadata.Name);

    /// <summary>Whether an object of a namespace is the student's.</summary>
    public static bool Is(ObjectMeta metadata, AssignmentRules rules) =>
        !metadata.IsBeingDeleted && !rules.IsSystemNamespace(metadata.Namespace) && !IsGraders(metadata);

    /// <summary>Whether an object is one that the instructions of the grader make.</summary>
    public static bool IsGraders(ObjectMeta metadata) => IsGradersName(metadata.Name);

    /// <summary>Whether the subject of a binding is the grader: its group or its ServiceAccount.</summary>
    public static bool IsGraders(Subject subject) => subject.Kind is "Group" or "ServiceAccount" && subject.Name == Grader;

    /// <summary>Whether a role or a binding came with Kubernetes, EKS or an add-on: such are called <c>system:…</c>, <c>eks:…</c>, or carry the label of the API server's own defaults.</summary>
    public static bool IsBuiltIn(ObjectMeta metadata) =>
        metadata.Labels.GetValueOrDefault("kubernetes.io/bootstrapping") == "rbac-defaults"
        || metadata.Name.StartsWith("system:", StringComparison.Ordinal)
        || metadata.Name.StartsWith("eks:", StringComparison.Ordinal);

    /// <summary>
    /// Whether a workload came with the CloudWatch add-on: in its OpenTelemetry mode that brings node-exporter and kube-state-metrics, which are
    /// no Prometheus stack.
    /// </summary>
    public static bool IsOfCloudWatchAddOn(ObjectMeta metadata) =>
        metadata.Namespace == CloudWatchNamespace
        || metadata.OwnerReferences.Any(o => o.Kind == AmazonCloudWatchAgent.Type.Kind)
        || OwnerLabels.Any(l => metadata.Labels.GetValueOrDefault(l)?.StartsWith("amazon-cloudwatch", StringComparison.Ordinal) == true);

    /// <summary>Whether a DaemonSet is one that EKS or an add-on of storage and networks brings: <c>kube-proxy</c> mounts <c>/var/log</c> and ships no logs.</summary>
    public static bool IsAddOn(DaemonSet set) =>
        set.Metadata.Namespace == "kube-system"
        && (AddOnSets.Any(n => set.Metadata.Name.StartsWith(n, StringComparison.Ordinal)) || set.Metadata.Labels.ContainsKey("eks.amazonaws.com/component"));

    private static bool IsGradersName(string name) => name is Grader or "eks-grader-service-account" or "eks-grader-delete" || name.StartsWith(Granted, StringComparison.Ordinal);
}
