using EksGrader.Checks.Core;

namespace EksGrader.Checks.Checks;

/// <summary>The ids of the checks that ship.</summary>
public static class RuleIds
{
    /// <summary>Usable nodes.</summary>
    public static CheckId Nodes { get; } = new("nodes");

    /// <summary>Ready replicas of the web application.</summary>
    public static CheckId Replicas { get; } = new("replicas");

    /// <summary>A load balancer that the world can reach.</summary>
    public static CheckId LoadBalancer { get; } = new("load-balancer");

    /// <summary>CloudWatch Container Insights.</summary>
    public static CheckId ContainerInsights { get; } = new("container-insights");

    /// <summary>The cluster is deleted in time.</summary>
    public static CheckId ClusterDeletion { get; } = new("cluster-deletion");
}
