namespace EksGrader.Checks.Enforcement;

/// <summary>
/// What enforcement deletes, in the order in which it does (EKS user guide, "Delete a cluster"; eksctl): what Kubernetes made, what runs
/// the cluster, the cluster, what it left behind, and its network.
/// </summary>
public enum DeletionStepKind
{
    /// <summary>A Service of type LoadBalancer, through Kubernetes: its controller then deletes the load balancer.</summary>
    Service,

    /// <summary>An Ingress, through Kubernetes.</summary>
    Ingress,

    /// <summary>A claim to a volume, through Kubernetes.</summary>
    VolumeClaim,

    /// <summary>A managed node group.</summary>
    NodeGroup,

    /// <summary>A Fargate profile; EKS deletes one at a time.</summary>
    FargateProfile,

    /// <summary>A stack of eksctl for node groups of the cluster's own or for add-ons.</summary>
    Stack,

    /// <summary>The switch that keeps a cluster from being deleted.</summary>
    DeletionProtection,

    /// <summary>The cluster.</summary>
    Cluster,

    /// <summary>A Classic Load Balancer that was left.</summary>
    ClassicLoadBalancer,

    /// <summary>A load balancer of the second API that was left.</summary>
    LoadBalancer,

    /// <summary>A target group that was left.</summary>
    TargetGroup,

    /// <summary>An EBS volume that was left.</summary>
    Volume,

    /// <summary>The stack of eksctl that holds the cluster, its network, NAT gateway and address.</summary>
    ClusterStack,
}

/// <summary>Where a step stands.</summary>
public enum DeletionStepState
{
    /// <summary>It is there and will be deleted.</summary>
    Planned,

    /// <summary>
    /// AWS or Kubernetes was asked to delete it, or was just about to be when the process ended: what is there tells which. It is waited for.
    /// </summary>
    Asked,

    /// <summary>It is not there any more, whoever deleted it.</summary>
    Gone,

    /// <summary>It is left alone, for a reason.</summary>
    Skipped,

    /// <summary>It could not be deleted.</summary>
    Failed,
}
