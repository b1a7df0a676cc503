namespace EksGrader.Checks.Enforcement;

/// <summary>The order of a deletion (EKS user guide, "Delete a cluster"): a stage begins when everything before it is settled.</summary>
public static class DeletionStages
{
    /// <summary>The stage of a kind, from 1.</summary>
    public static int Of(DeletionStepKind kind) => kind switch
    {
        DeletionStepKind.Service or DeletionStepKind.Ingress => 1,
        DeletionStepKind.VolumeClaim => 2,
        DeletionStepKind.NodeGroup or DeletionStepKind.FargateProfile => 3,
        DeletionStepKind.Stack => 4,
        DeletionStepKind.DeletionProtection => 5,
        DeletionStepKind.Cluster => 6,
        DeletionStepKind.ClassicLoadBalancer or DeletionStepKind.LoadBalancer => 7,
        DeletionStepKind.TargetGroup or DeletionStepKind.Volume => 8,
        _ => 9,
    };

    /// <summary>Every kind, in order.</summary>
    public static IReadOnlyList<DeletionStepKind> All { get; } = [.. Enum.GetValues<DeletionStepKind>().OrderBy(Of)];

    /// <summary>The kinds that Kubernetes deletes: tidier, since controllers then take their load balancers along; but AWS's own calls catch what they leave.</summary>
    public static bool IsKubernetes(DeletionStepKind kind) => Of(kind) <= 2;

    /// <summary>The kinds that cannot be without the cluster.</summary>
    public static bool EndsWithCluster(DeletionStepKind kind) => Of(kind) <= 6 && kind != DeletionStepKind.Stack;

    /// <summary>Whether nothing after it can succeed while it is there: EKS deletes no cluster with node groups, profiles or protection.</summary>
    public static bool Blocks(DeletionStepKind kind) =>
        kind is DeletionStepKind.NodeGroup or DeletionStepKind.FargateProfile or DeletionStepKind.DeletionProtection or DeletionStepKind.Cluster;

    /// <summary>Whether its target is a name that another resource can get after it; an ARN, an id or a UID never comes back.</summary>
    internal static bool IsByName(DeletionStepKind kind) =>
        kind is DeletionStepKind.NodeGroup or DeletionStepKind.FargateProfile or DeletionStepKind.DeletionProtection;

    /// <summary>Whether only what was made while the cluster lived can be its own; stacks are made before it.</summary>
    internal static bool IsMadeByCluster(DeletionStepKind kind) =>
        kind is DeletionStepKind.ClassicLoadBalancer or DeletionStepKind.LoadBalancer or DeletionStepKind.TargetGroup or DeletionStepKind.Volume;

    /// <summary>
    /// How long Kubernetes is given in all, from the first request. A controller that follows a repository, or a loop of the student's, would
    /// recreate what is deleted and keep the cluster alive for ever.
    /// </summary>
    internal static TimeSpan KubernetesTimeout { get; } = TimeSpan.FromMinutes(20);

    /// <summary>How long a resource is waited for. Node groups take 7 to 15 minutes; a claim may wait for pods that only end with their nodes.</summary>
    internal static TimeSpan TimeoutFor(DeletionStepKind kind) => kind switch
    {
        DeletionStepKind.Service or DeletionStepKind.Ingress => TimeSpan.FromMinutes(10),
        DeletionStepKind.VolumeClaim => TimeSpan.FromMinutes(2),
        DeletionStepKind.ClassicLoadBalancer or DeletionStepKind.LoadBalancer or DeletionStepKind.TargetGroup or DeletionStepKind.Volume => TimeSpan.FromMinutes(20),
        _ => TimeSpan.FromMinutes(60),
    };
}
